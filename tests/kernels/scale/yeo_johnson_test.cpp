// Expected values: scikit-learn 1.9.1, PowerTransformer().
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "kernels/scale/minimum.hpp"
#include "kernels/scale/scale.hpp"
#include "tests/kernels/map/run_maps.hpp"

namespace trainyard::kernels::scale {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double lambda(const std::vector<double>& values) { return map::fitted(yeo_johnson, values).front().a; }

std::vector<double> powers_of_e() {
  std::vector<double> values;
  for (int i = 0; i < 12; ++i) values.push_back(std::exp(i / 2.0));
  return values;
}

TEST(YeoJohnson, FindsTheMostLikelyPower) {
  EXPECT_NEAR(lambda({3.0, nan, -1.5, 10.25, 0.1, nan, 7.0}), 0.60007432, 1e-6);
  EXPECT_NEAR(lambda({-1, -2, -10, -3}), 2.6915939732829144, 1e-6);
  EXPECT_NEAR(lambda(powers_of_e()), -0.07045578083265677, 1e-6);
}

TEST(YeoJohnson, StandardisesWhatItTransforms) {
  const std::vector<double> expected = {-1.508917761981203,  -1.2976535933081434,  -1.048090575881212,  -0.7697216083397294,
                                        -0.4731782008907976, -0.16778971721872868, 0.13944486791958058, 0.4438118417531067,
                                        0.7423827462698218,  1.0334654597158663,   1.3161655604132705,  1.5900809815481636};
  const auto found = map::numbers_of(powers_of_e(), map::fitted(yeo_johnson, powers_of_e()));
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-6) << i;
}

TEST(YeoJohnson, LeavesAConstantColumnItsPowerAndShiftsIt) {
  for (const std::vector<double>& values : {std::vector<double>{4, 4, nan, 4}, {2.5}, {0, 0}}) {
    EXPECT_EQ(lambda(values), 1.0);
    EXPECT_NEAR(map::numbers_of({values.front()}, map::fitted(yeo_johnson, values)).front(), 0.0, 1e-14);
  }
}

TEST(YeoJohnson, LearnsNoFiniteMapFromNumbersWhoseMeanOverflows) {
  EXPECT_NE(map::problem_of(map::fitted(yeo_johnson, {1.7e308, 1.7e308, 3}).front()), "");
  EXPECT_NE(map::problem_of(map::fitted(yeo_johnson, {1, std::numeric_limits<double>::infinity()}).front()), "");
}

TEST(MinimumBetween, FindsAMinimumInsideOrAtAnEnd) {
  EXPECT_NEAR(minimum_between(-10, 10, 1e-8, [](double x) { return (x - 3) * (x - 3) * (1 + x * x); }), 3.0, 1e-6);
  EXPECT_NEAR(minimum_between(-10, 10, 1e-8, [](double x) { return std::abs(x + 2.5); }), -2.5, 1e-6);
  EXPECT_NEAR(minimum_between(1, 2, 1e-8, [](double x) { return x; }), 1.0, 1e-6);
  EXPECT_NEAR(minimum_between(-8, 8, 1e-8, [](double x) { return x > 4 ? std::numeric_limits<double>::infinity() : (x - 1) * (x - 1); }),
              1.0, 1e-6);
}

}  // namespace
}  // namespace trainyard::kernels::scale
