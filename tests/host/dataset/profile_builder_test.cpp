// What a profile does not depend on, and what it counts.
#include "tests/host/dataset/profile_tables.hpp"

namespace trainyard::dataset {
namespace {

// Columns of every type with few and many different values, and a limit of most_distinct passed at different rows.
ProfiledTable table_of_every_type(std::size_t rows) {
  std::mt19937_64 random(11);
  const auto below = [&](std::uint64_t bound) { return static_cast<std::int64_t>(random() % bound); };
  std::vector<double> floats = normal_values(rows, 0, 1), rounded = floats, late(rows);
  std::vector<std::int64_t> integers(rows), times(rows);
  std::vector<std::int32_t> codes(rows);
  std::vector<std::int8_t> booleans(rows);
  std::vector<std::string> many(rows), few(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    if (i % 7 == 0) floats[i] = std::nan("");
    rounded[i] = std::round(rounded[i] * 8) / 8;
    late[i] = i < rows / 2 ? 0 : static_cast<double>(i);
    integers[i] = i % 5 == 0 ? missing_integer : below(10'010);
    times[i] = 1'300'000'000'000'000 + below(100'000) * 1'000'000;
    codes[i] = static_cast<std::int32_t>(below(40)) - 1;
    booleans[i] = static_cast<std::int8_t>(below(3) - 1);
    many[i] = i % 3 == 0 ? "" : "id-" + std::to_string(below(50'000));
    few[i] = std::to_string(below(9));
  }
  ProfiledTable table;
  for (int code = 0; code < 40; ++code) table.categories.push_back("category " + std::to_string(code));
  table.add(field_of("float", ColumnType::floating), floats);
  table.add(field_of("rounded", ColumnType::floating), rounded);
  table.add(field_of("late", ColumnType::floating), late);
  table.add(field_of("integer", ColumnType::integer), integers);
  table.add(field_of("time", ColumnType::timestamp), times);
  table.add(field_of("code", ColumnType::category), codes);
  table.add(field_of("boolean", ColumnType::boolean), booleans);
  table.add(field_of("many", ColumnType::text), many);
  table.add(field_of("few", ColumnType::text), few);
  return table;
}

TEST(ProfileBuilder, GivesTheSameProfileHoweverRowsAreCut) {
  const ProfiledTable table = table_of_every_type(50'000);
  const std::string whole = table.finish(table.builder(0, 50'000, 50'000), 50'000).to_json().dump();
  for (const std::size_t size : {1U, 100U, 1024U, 4097U}) {
    EXPECT_EQ(table.finish(table.builder(0, 50'000, size), size).to_json().dump(), whole) << "batches of " << size;
  }
}

TEST(ProfileBuilder, GivesTheSameProfileWhenBuildersAreMerged) {
  const ProfiledTable table = table_of_every_type(50'000);
  const std::string whole = table.profile().to_json().dump();
  for (const std::size_t cut : {0U, 1U, 4'000U, 25'000U, 49'999U, 50'000U}) {
    ProfileBuilder first = table.builder(0, cut, 1000);
    first.merge(table.builder(cut, 50'000, 1000));
    EXPECT_EQ(table.finish(first, 3000).to_json().dump(), whole) << "cut at row " << cut;
  }
  ProfileBuilder joined = table.builder(0, 0, 1);
  for (std::size_t first = 0; first < 50'000; first += 3000)
    joined.merge(table.builder(first, std::min<std::size_t>(first + 3000, 50'000), 500));
  EXPECT_EQ(table.finish(joined, 3000).to_json().dump(), whole) << "shares that have few different values each";
}

TEST(ProfileBuilder, CountsDistinctValuesExactlyUpToTheLimit) {
  const auto counting = [](std::size_t distinct) {
    std::vector<double> values;
    for (int round = 0; round < 2; ++round) {
      for (std::size_t i = 0; i < distinct; ++i) values.push_back(static_cast<double>(i) / 3);
    }
    return table_of(values).profile().columns[0];
  };
  EXPECT_EQ(counting(10'000).distinct, 10'000U);
  EXPECT_TRUE(counting(10'000).distinct_exact);
  EXPECT_EQ(counting(10'000).top.size(), 10U);
  const ColumnProfile beyond = counting(30'000);
  EXPECT_FALSE(beyond.distinct_exact);
  EXPECT_NEAR(static_cast<double>(beyond.distinct), 30'000, 30'000 * 0.03);
  EXPECT_TRUE(beyond.top.empty());
  EXPECT_FALSE(counting(10'001).distinct_exact);
}

TEST(ProfileBuilder, PutsFrequentValuesFirstAndEqualOnesByBytes) {
  ProfiledTable table;
  table.categories = {"b", "a", "unused", "é", "B", "c", "d", "e", "f", "g", "h", "i", "j"};
  table.add(field_of("kind", ColumnType::category), std::vector<std::int32_t>{0, 1, 1, 3, 4, 5, 5, 5, 6, 7, 8, 9, 10, 11, 12, -1});
  const ColumnProfile column = table.profile().columns[0];
  std::string order;
  for (const auto& top : column.top) order += top.value + std::to_string(top.count);
  EXPECT_EQ(order, "c3a2B1b1d1e1f1g1h1i1");
  EXPECT_EQ(column.distinct, 12U);
  EXPECT_EQ(column.missing, 1U);
  EXPECT_FALSE(column.numbers);
}

TEST(ProfileBuilder, StopsCountingTextsThatAreLongInAll) {
  ProfiledTable table;
  table.add(field_of("prose", ColumnType::text),
            std::vector<std::string>{std::string(600'000, 'a'), std::string(600'000, 'b'), "", "c", "c"});
  const ColumnProfile column = table.profile().columns[0];
  EXPECT_EQ(column.distinct, 3U);
  EXPECT_FALSE(column.distinct_exact);
  EXPECT_TRUE(column.top.empty());
  EXPECT_EQ(column.missing, 1U);
}

TEST(ProfileBuilder, ShowsNoValueOfAPersonalColumn) {
  ProfiledTable table;
  table.categories = {"Ada", "Grace"};
  for (const auto& [name, type] : {std::pair{"age", ColumnType::integer}, {"name", ColumnType::category}, {"mail", ColumnType::text}}) {
    Field field = field_of(name, type);
    field.personal = true;
    table.add(field, type == ColumnType::integer    ? Values(std::vector<std::int64_t>{36, 85, 36})
                     : type == ColumnType::category ? Values(std::vector<std::int32_t>{0, 1, -1})
                                                    : Values(std::vector<std::string>{"a@b", "a@b", ""}));
  }
  const Profile profile = table.profile();
  for (const ColumnProfile& column : profile.columns) {
    EXPECT_FALSE(column.numbers);
    EXPECT_TRUE(column.top.empty());
    EXPECT_GT(column.distinct, 0U);
  }
  EXPECT_EQ(profile.find("name")->missing, 1U);
  EXPECT_EQ(Profile::from_json(profile.to_json(), "p").to_json(), profile.to_json());
}

TEST(ProfileBuilder, MakesProfilesThatCanBeReadBack) {
  const Profile profile = table_of_every_type(30'000).profile();
  EXPECT_EQ(Profile::from_json(profile.to_json(), "p").to_json(), profile.to_json());
}

}  // namespace
}  // namespace trainyard::dataset
