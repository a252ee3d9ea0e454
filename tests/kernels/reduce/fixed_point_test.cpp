#include "kernels/reduce/fixed_point.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <stdexcept>

namespace trainyard::kernels::reduce {
namespace {

double fixed_sum(const std::vector<double>& weights) {
  const FixedScale scale = weight_scale(Exec{}, {weights.data(), weights.size()});
  FixedPoint sum;
  for (const double w : weights) sum = sum + scale.of(w);
  return scale.value(sum);
}

TEST(FixedPoint, SumsWholeNumbersExactly) {
  EXPECT_EQ(fixed_sum({1, 1, 1}), 3.0);
  EXPECT_EQ(fixed_sum({3, 1'000'003, 0, 7}), 1'000'013.0);
  EXPECT_EQ(fixed_sum(std::vector<double>(100'001, 2.0)), 200'002.0);
  EXPECT_EQ(fixed_sum({9007199254740990.0, 1.0}), 9007199254740991.0);
}

TEST(FixedPoint, KeepsWeightsOfManyMagnitudes) {
  std::mt19937_64 random(1);
  std::vector<double> weights;
  long double exact = 0;
  for (int i = 0; i < 100'000; ++i) {
    weights.push_back(std::ldexp(std::uniform_real_distribution<double>(0.5, 1.0)(random), -static_cast<int>(random() % 40)));
    exact += weights.back();
  }
  EXPECT_NEAR(fixed_sum(weights) / static_cast<double>(exact), 1.0, 3e-16);
}

TEST(FixedPoint, OfTheLargestCountAndWeightDoesNotOverflow) {
  const std::size_t count = std::size_t{1} << 40;
  for (const double largest : {1.0, 1.0 - 0x1p-53, 3.7, 1e300, 1e-300, 1e307}) {
    const FixedScale scale = fixed_scale(largest, count);
    const FixedPoint one = scale.of(largest);
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / (std::int64_t{1} << 40);
    EXPECT_LE(one.high, most) << largest;
    EXPECT_LE(one.low, most) << largest;
    EXPECT_NEAR(scale.value(one) / largest, 1.0, 1e-12) << largest;
  }
}

TEST(FixedPoint, OfTinyAndNoWeightsIsFinite) {
  EXPECT_EQ(fixed_sum({}), 0.0);
  EXPECT_EQ(fixed_sum({0.0, 0.0}), 0.0);
  EXPECT_EQ(fixed_sum({1e-300, 1e-300}), 2e-300);
}

TEST(FixedPoint, RefusesWeightsThatAreNone) {
  EXPECT_THROW(fixed_sum({1.0, -0.5}), std::invalid_argument);
  EXPECT_THROW(fixed_sum({std::numeric_limits<double>::quiet_NaN()}), std::invalid_argument);
  EXPECT_THROW(fixed_sum({1.0, std::numeric_limits<double>::infinity()}), std::invalid_argument);
}

}  // namespace
}  // namespace trainyard::kernels::reduce
