#include "host/calibration/isotonic.hpp"

#include <gtest/gtest.h>

namespace trainyard::calibration {
namespace {

using Numbers = std::vector<double>;

TEST(Isotonic, PoolsAdjacentViolators) {
  const Numbers p = {0.1, 0.2, 0.3, 0.4, 0.5}, y = {0, 1, 0, 1, 1};
  const Isotonic fitted = fit_isotonic(p, y, {});
  EXPECT_EQ(fitted.x, (Numbers{0.1, 0.2, 0.3, 0.4, 0.5}));
  EXPECT_EQ(fitted.y, (Numbers{0, 0.5, 0.5, 1, 1}));
}

TEST(Isotonic, IsLinearBetweenItsPlacesAndConstantBeyond) {
  const Isotonic fitted{{0.2, 0.4}, {0.1, 0.5}};
  EXPECT_EQ(fitted(0.0), 0.1);
  EXPECT_EQ(fitted(0.2), 0.1);
  EXPECT_DOUBLE_EQ(fitted(0.3), 0.3);
  EXPECT_EQ(fitted(0.4), 0.5);
  EXPECT_EQ(fitted(1.0), 0.5);
}

TEST(Isotonic, EqualProbabilitiesAreOnePlace) {
  const Numbers p = {0.3, 0.3, 0.3, 0.3}, y = {1, 0, 0, 0};
  const Isotonic fitted = fit_isotonic(p, y, {});
  EXPECT_EQ(fitted.x, Numbers{0.3});
  EXPECT_EQ(fitted.y, Numbers{0.25});
  EXPECT_EQ(fitted(0.9), 0.25);
}

TEST(Isotonic, AWeightIsThatManyRowsAndNoWeightIsNoRow) {
  const Numbers p = {0.1, 0.2, 0.3, 0.9}, y = {1, 0, 1, 0}, weight = {1, 3, 2, 0};
  const Numbers repeated_p = {0.1, 0.2, 0.2, 0.2, 0.3, 0.3}, repeated_y = {1, 0, 0, 0, 1, 1};
  const Isotonic weighted = fit_isotonic(p, y, weight), repeated = fit_isotonic(repeated_p, repeated_y, {});
  EXPECT_EQ(weighted.x, repeated.x);
  EXPECT_EQ(weighted.y, repeated.y);
}

TEST(Isotonic, DoesNotDependOnTheOrderOfRows) {
  const Numbers p = {0.5, 0.1, 0.5, 0.3}, y = {1, 0, 0, 1}, back_p = {0.3, 0.5, 0.1, 0.5}, back_y = {1, 0, 0, 1};
  EXPECT_EQ(fit_isotonic(p, y, {}).y, fit_isotonic(back_p, back_y, {}).y);
}

}  // namespace
}  // namespace trainyard::calibration
