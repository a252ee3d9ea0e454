#include "host/monitor/reference.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

#include "host/monitor/drift.hpp"

namespace trainyard::monitor {
namespace {

using dataset::Column;
using dataset::ColumnType;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Column numbers(const std::string& name, std::vector<double> values) {
  Column column;
  column.name = name;
  column.numbers = std::move(values);
  return column;
}

Column categories(const std::string& name, const dataset::Dictionary& words, std::vector<std::int32_t> codes) {
  Column column;
  column.name = name;
  column.type = ColumnType::category;
  column.codes = std::move(codes);
  column.dictionary = std::make_shared<const dataset::Dictionary>(words);
  return column;
}

std::vector<std::uint32_t> all_rows(std::size_t count) {
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

/// Different values, none in order.
std::vector<double> scattered(std::size_t count, double factor = 1) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = factor * static_cast<double>(i * 7919 % 10007) - 3;
  return values;
}

TEST(Reference, KeepsFewValuesWithTheirCounts) {
  const auto found = describe(numbers("a", {3, nan, 1, 3, -0.0}), all_rows(5), Detail::in_short);
  EXPECT_EQ(found.values.values, (std::vector<double>{0, 1, 3}));
  EXPECT_EQ(found.values.counts, (std::vector<double>{1, 1, 2}));
  EXPECT_EQ(found.present, 4U);
  EXPECT_EQ(found.missing, 1U);
}

TEST(Reference, LooksAtTheRowsAskedForAlone) {
  const std::vector<std::uint32_t> rows = {0, 2};
  EXPECT_EQ(describe(numbers("a", {3, 9, 1}), rows, Detail::in_short).values.values, (std::vector<double>{1, 3}));
  const auto words = describe(categories("c", {"x", "y"}, {0, 1, -1}), rows, Detail::in_short);
  EXPECT_EQ(words.categories, (std::vector<std::pair<std::string, std::uint64_t>>{{"x", 1}}));
  EXPECT_EQ(words.missing, 1U);
}

TEST(Reference, QuantilesAreValuesAndOffByLessThanAThousandth) {
  for (const std::size_t count : {std::size_t{1001}, std::size_t{1500}, std::size_t{9000}}) {
    const Column column = numbers("a", scattered(count));
    const auto in_short = describe(column, all_rows(count), Detail::in_short), whole = describe(column, all_rows(count), Detail::whole);
    ASSERT_EQ(in_short.quantiles.size(), quantile_count);
    EXPECT_EQ(in_short.quantiles.front(), whole.values.values.front());
    EXPECT_EQ(in_short.quantiles.back(), whole.values.values.back());
    const auto grid = in_short.numbers();
    EXPECT_NEAR(grid.sample().total(), static_cast<double>(count), 1e-6);
    const double apart = kernels::drift::ks.of_numbers(grid.sample(), whole.values.sample()).statistic;
    EXPECT_LT(apart, 1e-3 + 1.0 / static_cast<double>(count)) << count;
  }
}

TEST(Reference, KeepsTheMostFrequentCategories) {
  dataset::Dictionary words;
  std::vector<std::int32_t> codes;
  for (std::int32_t code = 0; code < 1200; ++code) {
    words.push_back("w" + std::to_string(code));
    codes.insert(codes.end(), code < 5 ? 10 : 1, code);
  }
  const auto found = describe(categories("c", words, codes), all_rows(codes.size()), Detail::in_short);
  EXPECT_EQ(found.categories.size(), most_categories);
  EXPECT_EQ(found.categories.front(), (std::pair<std::string, std::uint64_t>{"w0", 10}));
  EXPECT_EQ(found.other, 200U);
  EXPECT_EQ(describe(categories("c", words, codes), all_rows(codes.size()), Detail::whole).categories.size(), 1200U);
}

TEST(Reference, HasNoValueOfAPersonalColumn) {
  Column age = numbers("age", {31, 47, nan}), town = categories("town", {"Ulm"}, {0, -1, 0});
  age.personal = town.personal = true;
  Reference reference{.rows = 3, .columns = {describe(age, all_rows(3), Detail::in_short), describe(town, all_rows(3), Detail::in_short)}};
  const std::string text = reference.to_json().dump();
  EXPECT_EQ(text.find("31"), std::string::npos);
  EXPECT_EQ(text.find("Ulm"), std::string::npos);
  EXPECT_EQ(reference.columns[0].missing, 1U);
}

TEST(Reference, IsTheSameAfterBeingWritten) {
  Reference reference{.rows = 2000,
                      .columns = {describe(numbers("a", scattered(2000, 0.1)), all_rows(2000), Detail::in_short),
                                  describe(categories("c", {"x", "y"}, {0, 1, 1}), all_rows(3), Detail::in_short)}};
  reference.predictions = {"test", 2, describe(numbers("prediction", {1.5, 2.5}), all_rows(2), Detail::in_short)};
  reference.metrics_of = "test";
  reference.metrics = {{"rmse", 1.25}};
  EXPECT_EQ(Reference::from_json(reference.to_json()).to_json(), reference.to_json());
}

/// A reference of 12 columns, and the same columns with other rows.
struct Compared {
  Reference reference;
  dataset::Table table;
  DriftOptions options;

  Compared() {
    options.all.test = &kernels::drift::ks;
    for (int c = 0; c < 12; ++c) {
      const Column column = numbers("n" + std::to_string(c), scattered(3000, c + 1));
      reference.columns.push_back(describe(column, all_rows(2000), Detail::in_short));
      table.columns.push_back(column);
      for (std::size_t row = 0; row < 3000; row += static_cast<std::size_t>(c) + 2) table.columns.back().numbers[row] += 5000 * (12 - c);
    }
    table.ids.resize(3000);
  }
};

TEST(DriftOfColumns, ThreadsChangeNothing) {
  const Compared data;
  const auto alone = compare_columns({.threads = 1}, data.options, data.reference, data.table);
  EXPECT_EQ(alone.drift.document["columns"].size(), 12U);
  for (const int threads : {2, 7}) {
    const auto found = compare_columns({.threads = threads}, data.options, data.reference, data.table);
    EXPECT_EQ(found.drift.document, alone.drift.document);
    EXPECT_EQ(found.drift.alerts.size(), alone.drift.alerts.size());
  }
}

TEST(DriftOfColumns, TakesBothLimitsWhereBothAreGiven) {
  Compared data;
  const auto alerts = [&] { return compare_columns({}, data.options, data.reference, data.table).drift.alerts.size(); };
  data.options.all.alpha = 0.5;
  const std::size_t by_chance = alerts();
  data.options.all.max = 0.05;
  const std::size_t by_both = alerts();
  data.options.all.max = 0.99;
  EXPECT_GT(by_chance, by_both);
  EXPECT_GT(by_both, 0U);
  EXPECT_EQ(alerts(), 0U);
}

TEST(DriftOfColumns, AColumnWithoutAValueHasNotDrifted) {
  Compared data;
  for (double& value : data.table.columns[0].numbers) value = nan;
  const auto found = compare_columns({}, data.options, data.reference, data.table);
  EXPECT_TRUE(found.drift.document["columns"][0]["statistic"].is_null());
  EXPECT_EQ(found.drift.document["columns"][0]["drifted"], false);
  EXPECT_EQ(found.quality[0].missing, 3000U);
}

TEST(DriftOfColumns, LimitsGoToColumnsOfTheSameTest) {
  DriftOptions options;
  options.all = {.test = &kernels::drift::psi, .max = 0.3};
  options.columns["a"] = {.test = &kernels::drift::wasserstein};
  options.columns["b"] = {.test = &kernels::drift::ks, .alpha = 0.01};
  options.columns["c"] = {.max = 0.7};
  EXPECT_EQ(options.of_column("x", false).max, 0.3);
  EXPECT_EQ(options.of_column("a", false).max, 0.1);
  EXPECT_FALSE(options.of_column("b", false).max);
  EXPECT_EQ(options.of_column("b", false).alpha, 0.01);
  EXPECT_EQ(options.of_column("c", true).max, 0.7);
  options.all = {.test = &kernels::drift::ks, .max = 0.2};
  const Limits of_categories = options.of_column("x", true);
  EXPECT_EQ(of_categories.test->name, "chi2");
  EXPECT_FALSE(of_categories.max) << "a limit of ks is none of chi2";
  EXPECT_EQ(of_categories.alpha, 0.05);
}

}  // namespace
}  // namespace trainyard::monitor
