#include "kernels/outliers/outliers.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "tests/kernels/reduce/blocks.hpp"

namespace trainyard::kernels::outliers {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

std::vector<double> ends(const std::optional<Bounds>& found) {
  return found ? std::vector{found->lower, found->upper} : std::vector<double>{};
}

std::optional<Bounds> learned(const Method& method, const std::vector<double>& values) {
  const Exec exec;
  const Buffer<double> column(exec, values);
  return method.fit(exec, reduce::WholeColumn(column.view()), method.defaults);
}

TEST(Outliers, ListsEachMethodOnceByName) {
  std::vector<std::string> names;
  for (const auto& method : methods()) names.emplace_back(method.name);
  EXPECT_EQ(names, (std::vector<std::string>{"none", "iqr", "zscore", "percentile", "mad", "bounds"}));
  for (const auto& method : methods()) EXPECT_EQ(find_method(method.name), &method);
  EXPECT_EQ(find_method("lof"), nullptr);
}

// Expected values: numpy 2, from percentile, mean, std and median of the numbers that are there.
TEST(Outliers, LearnsBoundsFromTheNumbersThatAreThere) {
  const std::vector<double> values = {3.0, nan, -1.5, 10.25, 0.1, 7.0, 2.0, nan, 2.5, 400.0, 3.5};
  const auto expect = [&](const Method& method, double lower, double upper) {
    const auto found = learned(method, values);
    ASSERT_TRUE(found.has_value()) << method.name;
    EXPECT_NEAR(found->lower, lower, 1e-12 * std::abs(lower)) << method.name;
    EXPECT_NEAR(found->upper, upper, 1e-12 * std::abs(upper)) << method.name;
  };
  expect(iqr, -5.5, 14.5);
  expect(zscore, -326.66215199253236, 421.51770754808786);
  expect(percentile, -1.372, 368.82);
  expect(mad, -12.04839, 18.04839);
  EXPECT_FALSE(learned(none, values).has_value());
}

TEST(Outliers, TakesTheUsersBoundsAsTheyAre) {
  const auto found = bounds.fit({}, reduce::WholeColumn({}), {.lower = -2, .upper = 5});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->lower, -2);
  EXPECT_EQ(found->upper, 5);
}

TEST(Outliers, FindsNoneWhereTheSpreadSaysNothing) {
  for (const auto& method : {iqr, zscore, mad}) {
    EXPECT_FALSE(learned(method, {4, 4, nan, 4}).has_value()) << method.name;
    EXPECT_FALSE(learned(method, {4}).has_value()) << method.name;
  }
  EXPECT_FALSE(learned(iqr, {0, 0, 0, 0, 0, 0, 0, 9}).has_value()) << "the quartiles are equal";
  EXPECT_FALSE(learned(mad, {0, 0, 0, 9, 8}).has_value());
  for (const auto& method : {iqr, zscore, percentile, mad}) {
    EXPECT_FALSE(learned(method, {nan, nan}).has_value()) << method.name;
    EXPECT_FALSE(learned(method, {}).has_value()) << method.name;
  }
}

TEST(Outliers, LeavesBoundsThatOverflowToTheCaller) {
  const auto found = learned(iqr, {-1.7e308, -1.7e308, 1.7e308, 1.7e308});
  ASSERT_TRUE(found.has_value());
  EXPECT_FALSE(std::isfinite(found->upper));
  EXPECT_FALSE(std::isfinite(learned(zscore, {1, 2, infinity})->upper));
}

TEST(Outliers, GivesTheSameBitsForAnyThreadCountAndBlocks) {
  std::vector<double> values(100'003);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 13 == 0 ? nan : std::sqrt(static_cast<double>(i)) - 100;
  const Exec three{.threads = 3};
  const Buffer<double> column(three, values);
  for (const auto& method : methods()) {
    const auto one = ends(learned(method, values));
    EXPECT_EQ(ends(method.fit(three, reduce::WholeColumn(column.view()), method.defaults)), one) << method.name;
    EXPECT_EQ(ends(method.fit(three, reduce::Blocks(column.view(), 7001), method.defaults)), one) << method.name;
  }
}

}  // namespace
}  // namespace trainyard::kernels::outliers
