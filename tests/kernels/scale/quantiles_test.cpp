// The scalers by rank. Expected values: scikit-learn 1.9.1, QuantileTransformer(subsample=None).
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "kernels/scale/scale.hpp"
#include "tests/kernels/map/run_maps.hpp"

namespace trainyard::kernels::scale {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double lowest_normal = -5.199337582605575, highest_normal = 5.19933758270342;

void expect_values(const Scaler& scaler, const std::vector<double>& learned, const std::vector<double>& values,
                   const std::vector<double>& expected) {
  const auto found = map::numbers_of(values, map::fitted(scaler, learned));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(expected[i])) {
      EXPECT_TRUE(std::isnan(found[i])) << i;
    } else {
      EXPECT_NEAR(found[i], expected[i], 1e-12) << scaler.name << ", row " << i;
    }
  }
}

TEST(QuantileScale, TakesTheMiddleOfEqualQuantiles) {
  const std::vector<double> learned = {1, 1, 1, 2, 5, 5, 9, nan}, values = {0, 1, 1.5, 2, 5, 7, 9, 10, nan};
  expect_values(quantile_uniform, learned, values,
                {0, 0, 0.41071428571428575, 0.4642857142857143, 0.7142857142857142, 0.9166666666666667, 1, 1, nan});
  expect_values(quantile_normal, learned, values,
                {lowest_normal, lowest_normal, -0.22570795386015924, -0.08964235107576254, 0.5659488219328628, 1.3829941271006385,
                 highest_normal, highest_normal, nan});
}

TEST(QuantileScale, PutsAConstantColumnAtTheLowerEnd) {
  for (const std::vector<double>& learned : {std::vector<double>{4.0}, {4.0, 4.0, nan}}) {
    expect_values(quantile_uniform, learned, {3, 4, 5}, {0, 0, 1});
    expect_values(quantile_normal, learned, {3, 4, 5}, {lowest_normal, lowest_normal, highest_normal});
  }
}

// There x - 1e-7 is x, by which scikit-learn knows an end.
TEST(QuantileScale, TakesTheMiddleOfEqualEndsThatAreHuge) {
  expect_values(quantile_normal, {1e15, 1e15, 1e15, 2e15, 3e15}, {1e15, 3e15, 4e15}, {-0.6744897501960817, highest_normal, highest_normal});
  expect_values(quantile_uniform, {1e15, 1e15, 1e15, 2e15, 3e15}, {1e15, 3e15, 4e15}, {0, 1, 1});
}

TEST(QuantileScale, KeepsAThousandQuantilesAtMost) {
  std::vector<double> values(5000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i * 7919 % 5000);
  const auto maps = map::fitted(quantile_uniform, values);
  ASSERT_EQ(maps.front().table.size(), 1000U);
  EXPECT_TRUE(std::ranges::is_sorted(maps.front().table));
  expect_values(quantile_uniform, values, {0, 2499.5, 4999}, {0, 0.5, 1});
}

TEST(QuantileScale, TakesNumbersOfEveryMagnitude) {
  expect_values(quantile_uniform, {-1.7e308, 1.7e308}, {-1.7e308, 0, 1.7e308}, {0, 0.5, 1});
  expect_values(quantile_uniform, {0, 4e-323}, {0, 2e-323, 4e-323}, {0, 0.5, 1});
}

TEST(QuantileScale, NeverFallsWhereNumbersRise) {
  std::vector<double> values;
  for (int i = 0; i < 3000; ++i) values.push_back(std::floor(std::sqrt(static_cast<double>(i * 997 % 3000))));
  std::vector<double> rising;
  for (int i = -100; i < 6000; ++i) rising.push_back(i * 0.01);
  for (const Scaler& scaler : {quantile_uniform, quantile_normal}) {
    EXPECT_TRUE(std::ranges::is_sorted(map::numbers_of(rising, map::fitted(scaler, values)))) << scaler.name;
  }
}

}  // namespace
}  // namespace trainyard::kernels::scale
