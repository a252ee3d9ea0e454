#include "host/evaluate/predictability.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

#include "host/evaluate/row_sample.hpp"

namespace trainyard::evaluate {
namespace {

/// Numbers in [0, 1).
std::vector<double> noise(std::size_t count, std::uint64_t seed) {
  std::vector<double> out;
  std::uint64_t state = seed;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(static_cast<double>((state = state * 6364136223846793005U + 1442695040888963407U) >> 11) / 9007199254740992.0);
  }
  return out;
}

template <class Function>
std::vector<double> mapped(const std::vector<double>& x, Function function) {
  std::vector<double> out;
  for (const double value : x) out.push_back(function(value));
  return out;
}

TEST(Predictability, OfAFunctionOfTheColumnIsPerfect) {
  const auto x = noise(2000, 1);
  EXPECT_GT(predictability(x, true, {mapped(x, [](double v) { return std::sin(9 * v); })}), 0.999);
  EXPECT_GT(predictability(x, true, {mapped(x, [](double v) { return v > 0.3 ? 1.0 : 0.0; }), 2}), 0.99);
  const auto code = mapped(x, [](double v) { return std::floor(7 * v); });
  EXPECT_DOUBLE_EQ(predictability(code, false, {mapped(code, [](double v) { return std::fmod(3 * v, 7); })}), 1.0);
}

TEST(Predictability, OfNoiseIsNone) {
  const auto x = noise(2000, 1), y = noise(2000, 2);
  EXPECT_LT(predictability(x, true, {y}), 0.1);
  EXPECT_LT(predictability(mapped(x, [](double v) { return std::floor(7 * v); }), false, {y}), 0.1);
  EXPECT_LT(predictability(x, true, {mapped(y, [](double v) { return v > 0.5 ? 1.0 : 0.0; }), 2}), 0.2);
}

TEST(Predictability, OfAGoodFeatureIsNotThatOfALeak) {
  const auto x = noise(2000, 1), e = noise(2000, 2);
  std::vector<double> y;
  for (std::size_t i = 0; i < x.size(); ++i) y.push_back(x[i] + 0.3 * e[i]);
  const double found = predictability(x, true, {y});
  EXPECT_GT(found, 0.8);
  EXPECT_LT(found, 0.99);
}

TEST(Predictability, AMissingValueTellsToo) {
  auto x = noise(2000, 1);
  const auto y = mapped(x, [](double v) { return v > 0.5 ? 1.0 : 0.0; });
  for (double& value : x) value = value > 0.5 ? std::numeric_limits<double>::quiet_NaN() : 1.0;
  EXPECT_DOUBLE_EQ(predictability(x, true, {y, 2}), 1.0);
}

TEST(Predictability, OfATargetThatDoesNotVaryIsNone) {
  EXPECT_EQ(predictability(noise(100, 1), true, {std::vector<double>(100, 5.0)}), 0);
  EXPECT_EQ(predictability({}, true, {}), 0);
}

TEST(BestPair, IsTheOneWhoseSumIsTheTarget) {
  const std::vector<std::vector<double>> columns{noise(500, 1), noise(500, 2), noise(500, 3), std::vector<double>(500, 1.0)};
  std::vector<double> y;
  for (std::size_t i = 0; i < 500; ++i) y.push_back(columns[0][i] - 2 * columns[2][i] + 4);
  const auto found = best_pair(columns, y);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->first, 0U);
  EXPECT_EQ(found->second, 2U);
  EXPECT_NEAR(found->r2, 1.0, 1e-9);
}

TEST(BestPair, TakesNoColumnTwice) {
  const auto x = noise(500, 1);
  const std::vector<std::vector<double>> columns{x, x};
  EXPECT_FALSE(best_pair(columns, noise(500, 2)));
}

TEST(SampleRows, AreTheSameWhateverOrderTheyCameInAndHaveNoPeriod) {
  std::vector<std::uint32_t> rows(24'000);
  std::iota(rows.begin(), rows.end(), 0U);
  const auto sample = sample_rows(rows, 2400);
  std::ranges::reverse(rows);
  EXPECT_EQ(sample_rows(rows, 2400), sample);
  std::vector<int> hours(24);
  for (const std::uint32_t row : sample) ++hours[row % 24];
  for (const int count : hours) EXPECT_NEAR(count, 100, 45);
  EXPECT_EQ(sample_rows(rows, 50'000).size(), rows.size());
  EXPECT_TRUE(sample_rows(rows, 0).empty());
}

}  // namespace
}  // namespace trainyard::evaluate
