#include "kernels/base/math.cuh"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "tests/reference/bits.hpp"

namespace trainyard::kernels {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// How far portable_log(x) is from the logarithm in long double, in units in the last place.
double error_of_ln(double x) {
  const long double exact = std::log(static_cast<long double>(x));
  const double rounded = std::fabs(static_cast<double>(exact));
  const double unit = std::nextafter(rounded, infinity) - rounded;
  return static_cast<double>(std::fabs(static_cast<long double>(cpu::portable_log(x)) - exact) / static_cast<long double>(unit));
}

TEST(Ln, IsOffByLessThanOneUnitInTheLastPlaceForEveryMagnitude) {
  std::mt19937_64 random(1);
  double worst = 0.0;
  for (int i = 0; i < 2'000'000; ++i) {
    const double x = std::ldexp(std::uniform_real_distribution<double>(0.5, 1.0)(random), static_cast<int>(random() % 2098) - 1073);
    worst = std::max(worst, error_of_ln(x));
  }
  EXPECT_LT(worst, 1.0);
}

TEST(Ln, IsOffByLessThanOneUnitInTheLastPlaceForProbabilities) {
  std::mt19937_64 random(2);
  double worst = 0.0;
  for (int i = 0; i < 2'000'000; ++i) worst = std::max(worst, error_of_ln(std::uniform_real_distribution<double>(1e-16, 1.0)(random)));
  for (double x = 1.0; x > 0.99; x = std::nextafter(x, 0.0) - (1.0 - x) / 50.0) {
    worst = std::max({worst, error_of_ln(x), error_of_ln(2.0 - x)});
  }
  EXPECT_LT(worst, 1.0);
}

TEST(Ln, IsExactWhereItCanBe) {
  EXPECT_TRUE(reference::same_bits(cpu::portable_log(1.0), 0.0));
  EXPECT_EQ(cpu::portable_log(2.0), std::log(2.0));
  EXPECT_EQ(cpu::portable_log(0x1p-52), std::log(0x1p-52));
  EXPECT_EQ(cpu::portable_log(5e-324), std::log(5e-324));
  EXPECT_EQ(cpu::portable_log(std::numeric_limits<double>::max()), std::log(std::numeric_limits<double>::max()));
}

TEST(Ln, OfOnePlusASmallNumberOfEitherSignIsOffByLessThanTwoUnitsInTheLastPlace) {
  std::mt19937_64 random(4);
  double worst = 0.0;
  for (int i = 0; i < 1'000'000; ++i) {
    const double size = std::ldexp(std::uniform_real_distribution<double>(0.5, 1.0)(random), -static_cast<int>(random() % 70));
    for (const double x : {size, -size}) {
      const long double exact = std::log1p(static_cast<long double>(x));
      const double rounded = std::fabs(static_cast<double>(exact));
      const double unit = std::nextafter(rounded, infinity) - rounded;
      const auto found = static_cast<long double>(cpu::portable_log1p(x));
      worst = std::max(worst, static_cast<double>(std::fabs(found - exact) / static_cast<long double>(unit)));
    }
  }
  EXPECT_LT(worst, 2.0);
  EXPECT_TRUE(std::isnan(cpu::portable_log1p(-1.0)));
  EXPECT_TRUE(std::isnan(cpu::portable_log1p(-1.5)));
}

TEST(Ln, OfWhatHasNoLogarithm) {
  EXPECT_EQ(cpu::portable_log(0.0), -infinity);
  EXPECT_EQ(cpu::portable_log(-0.0), -infinity);
  EXPECT_EQ(cpu::portable_log(infinity), infinity);
  for (const double x : {-1.0, -5e-324, -infinity, nan, -nan}) EXPECT_TRUE(reference::same_bits(cpu::portable_log(x), nan)) << x;
}

}  // namespace
}  // namespace trainyard::kernels
