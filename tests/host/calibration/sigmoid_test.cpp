#include "host/calibration/sigmoid.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace trainyard::calibration {
namespace {

using Numbers = std::vector<double>;

TEST(LogOdds, AreFiniteForEveryProbability) {
  EXPECT_EQ(log_odds(0.5), 0.0);
  EXPECT_NEAR(log_odds(0.75), std::log(3.0), 1e-15);
  EXPECT_NEAR(log_odds(0.0), std::log(0x1p-24), 1e-6);
  EXPECT_NEAR(log_odds(1.0), -log_odds(0.0), 1e-12);
}

TEST(Sigmoid, OfSlopeOneAndInterceptZeroLeavesAProbabilityAsItIs) {
  for (const double p : {0.001, 0.2, 0.5, 0.999}) EXPECT_NEAR((Sigmoid{1, 0}(log_odds(p))), p, 1e-15);
}

TEST(Sigmoid, IsWhereTheGradientOfTheSmoothedLossIsZero) {
  const Numbers score = {-2, -1, -1, 0, 0.5, 1, 1.5, 3}, y = {0, 0, 1, 0, 1, 0, 1, 1}, weight = {1, 2, 0.5, 1, 3, 1, 0, 2};
  const Sigmoid fitted = fit_sigmoid(score, y, weight);
  double ones = 0, zeros = 0, along_slope = 0, along_intercept = 0;
  for (std::size_t i = 0; i < y.size(); ++i) (y[i] > 0 ? ones : zeros) += weight[i];
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double target = y[i] > 0 ? (ones + 1) / (ones + 2) : 1 / (zeros + 2);
    const double p = 1 / (1 + std::exp(-(fitted.slope * score[i] + fitted.intercept)));
    along_slope += weight[i] * (p - target) * score[i];
    along_intercept += weight[i] * (p - target);
  }
  EXPECT_NEAR(along_slope, 0, 1e-9);
  EXPECT_NEAR(along_intercept, 0, 1e-9);
}

TEST(Sigmoid, StaysFiniteWhereScoresSeparateTheClassesOrAreAllTheSame) {
  const Numbers apart = {-16, -15, 15, 16}, same = {2, 2, 2, 2}, y = {0, 0, 1, 1};
  const Sigmoid sharp = fit_sigmoid(apart, y, {}), flat = fit_sigmoid(same, y, {});
  EXPECT_TRUE(std::isfinite(sharp.slope) && std::isfinite(sharp.intercept));
  EXPECT_NEAR(sharp(16), 0.75, 0.02) << "Platt's target of two rows";
  EXPECT_NEAR(flat(2), 0.5, 1e-9);
}

TEST(Sigmoid, OfHugeWeightsIsThatOfThemScaledWhereSmoothingNoLongerCounts) {
  const Numbers score = {-2, -1, 0, 1, 2, 0.5}, y = {0, 1, 0, 1, 1, 0};
  const Numbers large(6, 1e9), larger(6, 1e12);
  const Sigmoid one = fit_sigmoid(score, y, large), other = fit_sigmoid(score, y, larger);
  EXPECT_NEAR(one.slope, other.slope, 1e-6);
  EXPECT_NEAR(one.intercept, other.intercept, 1e-6);
}

}  // namespace
}  // namespace trainyard::calibration
