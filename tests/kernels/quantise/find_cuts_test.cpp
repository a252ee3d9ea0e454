#include <algorithm>
#include <cfloat>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <random>
#include <stdexcept>
#include <vector>

#include "kernels/quantise/cuts.hpp"
#include "tests/reference/bits.hpp"
#include "tests/reference/cuts.hpp"

namespace trainyard::kernels::quantise {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
using Column = std::vector<float>;

Cuts cuts_of(const Column& column, int max_bins = most_bins, const std::vector<double>& weight = {}) {
  return find_cuts(Exec{}, {column.data(), column.size(), 1, column.size()}, {weight.data(), weight.size()}, max_bins);
}

std::vector<float> lowest_of(const Column& column, int max_bins = most_bins, const std::vector<double>& weight = {}) {
  return cuts_of(column, max_bins, weight).lowest;
}

Column filled(std::size_t rows, const std::function<double(std::mt19937_64&)>& value, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  Column column(rows);
  for (float& each : column) each = static_cast<float>(value(random));
  return column;
}

double normal(std::mt19937_64& random) { return std::normal_distribution<double>(0.0, 1.0)(random); }

/// Contents of every kind that matters to quantiles.
std::map<std::string, Column> many_columns(std::size_t rows) {
  return {
      {"normal", filled(rows, normal)},
      {"long tail", filled(rows, [](auto& random) { return std::exp(3.0 * normal(random)); })},
      {"missing", filled(rows, [](auto& random) { return random() % 5 == 0 ? double{nan} : normal(random); })},
      {"whole numbers", filled(rows, [](auto& random) { return std::floor(200.0 * normal(random)); })},
      {"mostly zero", filled(rows, [](auto& random) { return random() % 10 < 9 ? 0.0 : normal(random); })},
      {"mostly the largest", filled(rows, [](auto& random) { return random() % 10 < 9 ? 9.0 : normal(random); })},
      {"heavy values between light ones",
       filled(rows, [](auto& random) { return random() % 2 == 0 ? std::floor(20.0 * normal(random)) : 20.0 * normal(random); })},
      {"all magnitudes", filled(rows, [](auto& random) { return std::ldexp(normal(random), static_cast<int>(random() % 250) - 140); })},
  };
}

TEST(FindCuts, AgreeWithPlainLoopsOverDistinctValues) {
  for (const std::size_t rows : {0, 1, 31, 32, 33, 255, 256, 257, 300, 5000}) {
    for (const auto& [name, column] : many_columns(rows)) {
      for (const int max_bins : {3, 4, 16, 64, 255, 256}) {
        EXPECT_EQ(lowest_of(column, max_bins), reference::lowest_values(column, {}, max_bins)) << name << " " << rows << " " << max_bins;
      }
    }
  }
}

TEST(FindCuts, AgreeWithPlainLoopsForWholeWeights) {
  for (const auto& [name, column] : many_columns(3000)) {
    std::mt19937_64 random(5);
    std::vector<double> weight(column.size());
    for (double& each : weight) each = static_cast<double>(random() % 4 == 0 ? random() % 100 : random() % 3);
    for (const int max_bins : {3, 16, 256}) {
      EXPECT_EQ(lowest_of(column, max_bins, weight), reference::lowest_values(column, weight, max_bins)) << name << " " << max_bins;
    }
  }
}

TEST(FindCuts, GiveEachOfFewDistinctValuesABin) {
  for (int distinct = 1; distinct <= 255; ++distinct) {
    Column expected;
    for (int i = 0; i < distinct; ++i) expected.push_back(static_cast<float>(i) - 100.5F);
    Column column(expected.rbegin(), expected.rend());
    for (int i = 0; i < 1000; ++i) column.push_back(expected[0]);
    ASSERT_EQ(lowest_of(column), expected) << distinct;
    column.push_back(nan);
    ASSERT_EQ(lowest_of(column), expected) << distinct;
  }
}

TEST(FindCuts, Merge256DistinctValuesInto255Bins) {
  Column column(256);
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = static_cast<float>(i);
  EXPECT_EQ(lowest_of(column).size(), 255U);
}

TEST(FindCuts, PartDistinctRowsEvenly) {
  Column column = filled(15 * 40, normal);
  std::vector<float> sorted = column;
  std::ranges::sort(sorted);
  std::vector<float> expected;
  for (std::size_t i = 0; i < sorted.size(); i += 40) expected.push_back(sorted[i]);
  EXPECT_EQ(lowest_of(column, 16), expected);
}

TEST(FindCuts, GiveAHeavyValueItsOwnBinAndBothItsSidesAnEvenShare) {
  Column column(900, 0.0F);
  for (int i = 1; i <= 50; ++i) column.insert(column.end(), {static_cast<float>(i), static_cast<float>(-i)});
  const auto lowest = lowest_of(column, 12);  // 11 for values: zero and five on either side
  EXPECT_EQ(lowest, (std::vector<float>{-50, -40, -30, -20, -10, 0, 1, 11, 21, 31, 41}));
}

TEST(FindCuts, GiveTheLargestValueItsOwnBinWhereValuesAreMissing) {
  Column column = filled(1000, normal);
  const float largest = *std::ranges::max_element(column);
  EXPECT_LT(lowest_of(column, 10).back(), largest);
  column.push_back(nan);
  const auto lowest = lowest_of(column, 10);
  EXPECT_EQ(lowest.size(), 9U);
  EXPECT_EQ(lowest.back(), largest);
}

TEST(FindCuts, FindNoBinsWithoutValues) {
  EXPECT_TRUE(lowest_of({}).empty());
  EXPECT_TRUE(lowest_of({nan, nan, nan}).empty());
  EXPECT_TRUE(lowest_of({1, 2, 3}, 256, {0, 0, 0}).empty());
  const Cuts none = find_cuts(Exec{}, {nullptr, 0, 0, 0}, {}, 256);
  EXPECT_EQ(none.columns(), 0U);
}

TEST(FindCuts, FindOneBinForOneRowAndForAConstant) {
  EXPECT_EQ(lowest_of({4.5F}), (std::vector<float>{4.5F}));
  EXPECT_EQ(lowest_of(Column(1000, -3.0F)), (std::vector<float>{-3.0F}));
  EXPECT_EQ(lowest_of({nan, 7.0F, nan}), (std::vector<float>{7.0F}));
}

TEST(FindCuts, TakeMinusZeroForZero) {
  const auto lowest = lowest_of({-0.0F, 0.0F, -0.0F, 1.0F});
  ASSERT_EQ(lowest.size(), 2U);
  EXPECT_TRUE(reference::same_bits(lowest[0], 0.0F));
}

TEST(FindCuts, KeepSubnormalsAndTheLargestNumbersApart) {
  const float infinity = std::numeric_limits<float>::infinity();
  const Column column = {FLT_MAX, -FLT_MAX, FLT_TRUE_MIN, -FLT_TRUE_MIN, 0.0F, FLT_MIN, std::nextafter(FLT_MIN, 0.0F)};
  Column sorted = column;
  std::ranges::sort(sorted);
  EXPECT_EQ(lowest_of(column), sorted);
  EXPECT_EQ(lowest_of({infinity, 1.0F, -infinity}), (std::vector<float>{-infinity, 1.0F, infinity}));
}

TEST(FindCuts, LeaveOutRowsThatWeighNothing) { EXPECT_EQ(lowest_of({1, 2, 3, 4}, 256, {1, 0, 2, 0}), (std::vector<float>{1, 3})); }

TEST(FindCuts, MoveWithTheWeights) {
  Column column(1000);
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = static_cast<float>(i);
  std::vector<double> weight(1000, 1.0);
  EXPECT_EQ(lowest_of(column, 5, weight), (std::vector<float>{0, 250, 500, 750}));
  for (std::size_t i = 0; i < 500; ++i) weight[i] = 3.0;
  EXPECT_EQ(lowest_of(column, 5, weight), (std::vector<float>{0, 167, 334, 501}));
}

TEST(FindCuts, CountAWeightOfTwoAsTheRowTwice) {
  for (const auto& [name, column] : many_columns(2000)) {
    std::vector<double> weight(column.size(), 1.0);
    Column twice = column;
    for (std::size_t i = 0; i < column.size(); i += 3) {
      weight[i] = 2.0;
      twice.push_back(column[i]);
    }
    EXPECT_EQ(lowest_of(column, 64, weight), lowest_of(twice, 64)) << name;
    EXPECT_EQ(lowest_of(column, 64, std::vector<double>(column.size(), 0.25)), lowest_of(column, 64)) << name;
  }
}

TEST(FindCuts, DoNotDependOnTheOrderOfTheRows) {
  std::mt19937_64 random(3);
  for (auto& [name, column] : many_columns(4000)) {
    std::vector<std::pair<float, double>> rows;
    for (const float value : column) rows.emplace_back(value, std::ldexp(std::abs(normal(random)), static_cast<int>(random() % 30)));
    std::vector<std::vector<float>> found;
    for (int round = 0; round < 2; ++round) {
      Column values;
      std::vector<double> weight;
      for (const auto& [value, each] : rows) values.push_back(value), weight.push_back(each);
      found.push_back(lowest_of(values, 100, weight));
      std::ranges::shuffle(rows, random);
    }
    EXPECT_EQ(found[0], found[1]) << name;
  }
}

TEST(FindCuts, DoNotDependOnThreads) {
  Column table;
  std::size_t columns = 0;
  constexpr std::size_t rows = 5000;
  for (const auto& [name, column] : many_columns(rows)) table.insert(table.end(), column.begin(), column.end()), ++columns;
  const std::vector<double> weight(rows, 1.5);
  for (const ColumnView weights : {ColumnView{}, ColumnView{weight.data(), weight.size()}}) {
    const MatrixView<const float> x{table.data(), rows, columns, rows};
    const Cuts alone = find_cuts(Exec{}, x, weights, 256);
    for (const int threads : {2, 4, 13}) EXPECT_EQ(find_cuts(Exec{.threads = threads}, x, weights, 256), alone) << threads;
  }
}

TEST(FindCuts, ReadColumnsByTheirStride) {
  const Column table = {1, 2, 99, 4, 3, 99};
  const Cuts cuts = find_cuts(Exec{}, {table.data(), 2, 2, 3}, {}, 256);
  EXPECT_EQ(cuts.offsets, (std::vector<std::size_t>{0, 2, 4}));
  EXPECT_EQ(cuts.lowest, (std::vector<float>{1, 2, 3, 4}));
}

// An average bin weighs all / bins. Bins of several values are even: none is heavier than two average ones where no value is heavy.
TEST(FindCuts, BoundTheWeightOfEveryBin) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 random(seed);
    const int max_bins = 3 + static_cast<int>(random() % 254);
    const std::size_t rows = 1000 + random() % 5000;
    const double grain = std::ldexp(1.0, static_cast<int>(random() % 12));
    const Column column = filled(
        rows, [&](auto& r) { return std::floor(grain * normal(r)) / grain; }, seed);
    const auto lowest = lowest_of(column, max_bins);
    std::vector<double> in_bin(lowest.size());
    std::vector<std::map<float, double>> values(lowest.size());
    for (const float value : column) {
      const auto bin = static_cast<std::size_t>(std::ranges::upper_bound(lowest, value) - lowest.begin() - 1);
      in_bin[bin] += 1.0, values[bin][value] += 1.0;
    }
    const double average = static_cast<double>(rows) / (max_bins - 1);
    for (std::size_t bin = 0; bin < lowest.size(); ++bin) {
      EXPECT_TRUE(values[bin].size() == 1 || in_bin[bin] <= 2.0 * average) << seed << " bin " << bin << " of " << lowest.size();
      EXPECT_EQ(values[bin].begin()->first, lowest[bin]) << "a bin is named by a value that it has";
    }
  }
}

TEST(FindCuts, RefuseWhatIsNoTableOrNoWeight) {
  const Column column = {1, 2};
  EXPECT_THROW(cuts_of(column, 2), std::invalid_argument);
  EXPECT_THROW(cuts_of(column, 257), std::invalid_argument);
  EXPECT_THROW(cuts_of(column, 256, {1.0}), std::invalid_argument);
  EXPECT_THROW(cuts_of(column, 256, {1.0, -1.0}), std::invalid_argument);
  EXPECT_THROW(cuts_of(column, 256, {1.0, double{nan}}), std::invalid_argument);
}

}  // namespace
}  // namespace trainyard::kernels::quantise
