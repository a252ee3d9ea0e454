// Columns of numbers against plain loops.
#include "tests/host/dataset/profile_tables.hpp"
#include "tests/reference/profile.hpp"

namespace trainyard::dataset {
namespace {

void expect_near(double found, double expected, const char* what) {
  if (std::abs(found - expected) <= std::numeric_limits<double>::denorm_min()) return;  // also 0
  EXPECT_LE(std::abs(found / expected - 1), 1e-14) << what << ": " << found << " instead of " << expected;
}

ColumnProfile expect_plain(const std::vector<double>& values, std::uint64_t memory = enough_memory) {
  const ProfiledTable table = table_of(values);
  const ColumnProfile column = table.finish(table.builder(0, values.size(), 1000, memory), 777).columns[0];
  const NumberProfile& numbers = *column.numbers;
  std::vector<double> probabilities;
  for (const auto& quantile : numbers.quantiles) probabilities.push_back(quantile.q);
  EXPECT_EQ(probabilities, (std::vector<double>{0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1}));
  const reference::PlainProfile plain = reference::plain_profile(values, probabilities, numbers.edges);
  EXPECT_EQ(numbers.min, plain.min);
  EXPECT_EQ(numbers.max, plain.max);
  expect_near(numbers.mean, plain.mean, "mean");
  expect_near(numbers.std, plain.std, "std");
  for (std::size_t i = 0; i < probabilities.size(); ++i) expect_near(numbers.quantiles[i].value, plain.quantiles[i], "quantile");
  EXPECT_EQ(numbers.counts, plain.counts);
  EXPECT_EQ(column.distinct_exact ? column.distinct : plain.values.size(), plain.values.size());
  EXPECT_EQ(column.distinct_exact, plain.values.size() <= 10'000);
  return column;
}

TEST(NumberProfile, IsThatOfAPlainLoop) {
  for (const std::size_t rows : {1U, 2U, 3U, 99U, 10'000U, 10'001U, 60'000U}) expect_plain(normal_values(rows, 0, 1));
  expect_plain(normal_values(60'000, -1e9, 1e-3));
  expect_plain(normal_values(60'000, 1e9, 1e-3));
  expect_plain(normal_values(60'000, 1, 1e-15));
  expect_plain(normal_values(60'000, 3e5, 1e300));
}

TEST(NumberProfile, TakesAnyFiniteValue) {
  std::mt19937_64 random(7);
  for (const auto& [low, high] : std::vector<std::pair<int, int>>{{-1074, 1023}, {-1074, -1050}, {1000, 1023}, {-2, 2}}) {
    std::vector<double> values(40'000);
    for (double& value : values) {
      const int exponent = std::uniform_int_distribution<int>(low, high)(random);
      value = std::ldexp(std::uniform_real_distribution<double>(-1.0, 1.0)(random), exponent);
    }
    expect_plain(values);
  }
  const double most = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::denorm_min();
  expect_plain({most, -most});
  expect_plain({most, most, most});
  expect_plain({least, least, 2 * least, -least, 0});
}

TEST(NumberProfile, TakesZeroesMissingAndConstantValues) {
  const ColumnProfile zeroes = expect_plain({-0.0, 0.0, std::nan(""), 0.0});
  EXPECT_EQ(zeroes.distinct, 1U);
  EXPECT_EQ(zeroes.missing, 1U);
  EXPECT_EQ(zeroes.top[0].value, "0.0");
  EXPECT_EQ(zeroes.numbers->edges.front(), -0.5) << "as numpy.histogram does for a range of no width";
  EXPECT_EQ(expect_plain(std::vector<double>(1000, 0.1)).numbers->std, 0);
  const ProfiledTable empty = table_of(std::vector<double>(5, std::nan("")));
  const ColumnProfile column = empty.profile().columns[0];
  EXPECT_EQ(column.missing, 5U);
  EXPECT_EQ(column.distinct, 0U);
  EXPECT_FALSE(column.numbers);
  EXPECT_TRUE(column.top.empty());
  EXPECT_EQ(table_of(std::vector<double>{}).profile().rows, 0U);
}

TEST(NumberProfile, NeedsOnePassOverManyValuesAndNoneOverFew) {
  std::size_t passes = 0;
  const ProfiledTable many = table_of(normal_values(50'000, 1e9, 1e-1));
  (void)many.finish(many.builder(0, 50'000, 5000), 5000, &passes);
  EXPECT_EQ(passes, 1U);
  passes = 0;
  const ProfiledTable few = table_of(normal_values(10'000, 0, 1));
  (void)few.finish(few.builder(0, 10'000, 5000), 5000, &passes);
  EXPECT_EQ(passes, 0U);
}

TEST(NumberProfile, IsTheSameWithLittleMemory) {
  std::vector<double> values = normal_values(80'000, 1e9, 1e-1);
  for (const double more : normal_values(20'000, -5, 1e3)) values.push_back(more);
  for (std::size_t i = 0; i < 5000; ++i) values.push_back(1e9);
  expect_plain(values, 1);
  const ProfiledTable table = table_of(values);
  std::size_t passes = 0;
  const Profile little = table.finish(table.builder(0, values.size(), 4096, 1), 4096, &passes);
  EXPECT_EQ(little.to_json(), table.profile().to_json());
  EXPECT_GT(passes, 1U);
  EXPECT_LE(passes, 5U);
}

TEST(NumberProfile, RefusesPassesThatDiffer) {
  ProfiledTable table = table_of(normal_values(20'000, 0, 1));
  const ProfileBuilder builder = table.builder(0, 20'000, 4096);
  table.rows = rows_of(table.rows, 0, 19'000);
  EXPECT_THROW((void)table.finish(builder, 4096), Error);
}

TEST(NumberProfile, WritesTopValuesByTheirType) {
  ProfiledTable table;
  const std::int64_t day = 86'400'000'000;
  table.add(field_of("i", ColumnType::integer), std::vector<std::int64_t>{5, -7, 5});
  table.add(field_of("t", ColumnType::timestamp), std::vector<std::int64_t>{day, day, missing_integer});
  table.add(field_of("d", ColumnType::date), std::vector<std::int64_t>{day, 0, day});
  table.add(field_of("b", ColumnType::boolean), std::vector<std::int8_t>{1, -1, 1});
  table.add(field_of("f", ColumnType::floating), std::vector<double>{0.1, 2, 0.1});
  const Profile profile = table.profile();
  const auto top = [&](const char* name) { return profile.find(name)->top.front().value; };
  EXPECT_EQ(top("i"), "5");
  EXPECT_EQ(top("t"), "1970-01-02T00:00:00Z");
  EXPECT_EQ(top("d"), "1970-01-02");
  EXPECT_EQ(top("b"), "true");
  EXPECT_EQ(top("f"), "0.1");
  EXPECT_EQ(profile.find("b")->numbers->mean, 1);
  EXPECT_EQ(profile.find("b")->missing, 1U);
  EXPECT_EQ(profile.find("d")->numbers->max, static_cast<double>(day));
}

}  // namespace
}  // namespace trainyard::dataset
