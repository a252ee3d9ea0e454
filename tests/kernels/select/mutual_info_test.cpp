#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "kernels/base/buffer.hpp"
#include "kernels/select/bins.hpp"
#include "tests/kernels/select/scored.hpp"

namespace trainyard::kernels::select {
namespace {

using test::expect_scores;
using test::large;
using test::none;
using test::small;
using test::Table;

std::vector<std::int32_t> bins_of(const std::vector<float>& values, std::size_t most) {
  const Exec exec;
  const Buffer<float> x(exec, values);
  Buffer<std::int32_t> bins(exec, values.size());
  (void)bin_numbers(exec, x.view(), most, bins.view());
  return bins.download();
}

// The same rule as a plain walk over the different values.
std::vector<std::int32_t> plain_bins(const std::vector<float>& values, std::size_t most) {
  std::map<float, std::size_t> counts;
  std::size_t left = 0;
  for (const float x : values) {
    if (x != x) continue;
    ++counts[x];
    ++left;
  }
  std::map<float, std::int32_t> bin_of;
  std::int32_t bin = 0;
  std::size_t inside = 0, share = 0;
  for (const auto& [value, count] : counts) {
    const std::size_t bins_left = most - static_cast<std::size_t>(bin);
    if (inside == 0) share = counts.size() <= most ? 1 : (left + bins_left - 1) / bins_left;
    bin_of[value] = bin;
    inside += count;
    if (inside < share) continue;
    left -= inside;
    inside = 0;
    ++bin;
  }
  std::vector<std::int32_t> bins;
  bins.reserve(values.size());
  for (const float x : values) bins.push_back(x != x ? -1 : bin_of[x]);
  return bins;
}

double plain_information(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
  std::map<std::pair<std::int32_t, std::int32_t>, double> both;
  std::map<std::int32_t, double> of_a, of_b;
  const auto rows = static_cast<double>(a.size());
  for (std::size_t row = 0; row < a.size(); ++row) {
    both[{a[row], b[row]}] += 1 / rows;
    of_a[a[row]] += 1 / rows;
    of_b[b[row]] += 1 / rows;
  }
  double sum = 0;
  for (const auto& [cell, p] : both) sum += p * std::log(p / of_a[cell.first] / of_b[cell.second]);
  return sum;
}

// Expected values: scikit-learn 1.9.1, mutual_info_score of the classes and the values, -1 for a missing one; each value is its own bin.
TEST(MutualInfo, IsThatOfScikitLearn) {
  expect_scores(small(true).scores("mutual_info"), {1.082195530038767, 1.082195530038767, 0.9089087348987805, 0.0, 0.4544543674493905});
  expect_scores(small(false).scores("mutual_info"), {2.0794415416798357, 2.0794415416798357, 1.9061547465398494, 0.0, 0.693147180559945});
}

TEST(MutualInfo, IsThatOfThePlainSumOnThePlainBins) {
  for (const int classes : {0, 2, 5}) {
    const Table table = large(5000, 6, classes);
    const std::vector<float> y(table.y.begin(), table.y.end());
    const auto target = classes > 0 ? std::vector<std::int32_t>(y.begin(), y.end()) : plain_bins(y, 16);
    std::vector<double> expected;
    for (const auto& column : table.columns) expected.push_back(plain_information(plain_bins(column, 32), target));
    expect_scores(table.scores("mutual_info"), expected);
  }
}

TEST(MutualInfo, TakesATargetBeyondTheLargestFloat) {
  const std::vector<std::vector<float>> columns = {{0, 1, 2, 3}};
  const Table beyond{.columns = columns, .y = {-1e300, 5.0, 7.0, 1e300}}, within{.columns = columns, .y = {-1.0, 5.0, 7.0, 9.0}};
  EXPECT_EQ(beyond.scores("mutual_info").front().value, within.scores("mutual_info").front().value);
}

TEST(MutualInfo, BinsHoldEqualSharesOfTheRows) {
  std::vector<float> values;
  values.reserve(3200);
  for (int i = 0; i < 3200; ++i) values.push_back(static_cast<float>(i * 7919 % 3200) - 1600.0F);
  std::map<std::int32_t, int> rows;
  for (const std::int32_t bin : bins_of(values, 32)) ++rows[bin];
  ASSERT_EQ(rows.size(), 32U);
  for (const auto& [bin, count] : rows) EXPECT_EQ(count, 100) << bin;
}

TEST(MutualInfo, AFrequentValueLeavesTheRareOnesTheirBins) {
  std::vector<float> values(10'000, 0.0F);
  for (int i = 0; i < 100; ++i) values[static_cast<std::size_t>(i) * 90] = 1.0F + static_cast<float>(i);
  const auto bins = bins_of(values, 32);
  EXPECT_EQ(std::set<std::int32_t>(bins.begin(), bins.end()).size(), 32U);
  EXPECT_EQ(bins[1], 0);
  EXPECT_EQ(bins_of({0, 0, 0, 0, 1, 0, 0}, 32), (std::vector<std::int32_t>{0, 0, 0, 0, 1, 0, 0}));
}

TEST(MutualInfo, BinsAreThoseOfThePlainRule) {
  std::mt19937_64 random(7);
  for (const std::size_t rows : {0U, 1U, 31U, 32U, 33U, 500U, 5000U}) {
    for (const std::size_t kinds : {1U, 2U, 32U, 33U, 40U, 100'000U}) {
      std::vector<float> values;
      for (std::size_t row = 0; row < rows; ++row) {
        const auto drawn = static_cast<float>(std::min(random() % kinds, random() % kinds)) - 10.0F;
        values.push_back(random() % 10 == 0 ? none : drawn);
      }
      for (const std::size_t most : {1U, 2U, 16U, 32U}) {
        EXPECT_EQ(bins_of(values, most), plain_bins(values, most)) << rows << " rows, " << kinds << " values, " << most << " bins";
      }
    }
  }
}

TEST(MutualInfo, ZerosOfBothSignsAreOneValue) { EXPECT_EQ(bins_of({0.0F, -0.0F, 1, -0.0F}, 32), (std::vector<std::int32_t>{0, 0, 1, 0})); }

TEST(MutualInfo, MissingValuesAreABinOfTheirOwn) {
  Table table;
  table.classes = 2;
  table.columns.resize(1);
  for (int row = 0; row < 1000; ++row) {
    table.y.push_back(row % 2);
    table.columns[0].push_back(row % 2 == 0 ? none : static_cast<float>(row));
  }
  expect_scores(table.scores("mutual_info"), {std::log(2.0)});
}

}  // namespace
}  // namespace trainyard::kernels::select
