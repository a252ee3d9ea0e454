#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "kernels/base/math.cuh"

namespace trainyard::kernels {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// How far `found` is from `exact`, in units of the last place of a double there.
double ulps(double found, long double exact) {
  const double rounded = std::abs(static_cast<double>(exact));
  const long double unit = static_cast<long double>(std::nextafter(rounded, infinity)) - rounded;
  return static_cast<double>(std::abs(static_cast<long double>(found) - exact) / unit);
}

TEST(PortableExp, IsWithinOneUnitInTheLastPlace) {
  std::mt19937_64 random(1);
  for (const double width : {1e-300, 1e-17, 1e-8, 0.3, 0.35, 1.0, 30.0, 708.0}) {
    std::uniform_real_distribution<double> uniform(-width, width);
    for (int i = 0; i < 200'000; ++i) {
      const double x = uniform(random);
      ASSERT_LT(ulps(cpu::portable_exp(x), std::exp(static_cast<long double>(x))), 1.0) << std::hexfloat << x;
    }
  }
}

TEST(PortableExp, RoundsSubnormalResultsWithinTwoUnits) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> uniform(-745.2, -708.0);
  for (int i = 0; i < 100'000; ++i) {
    const double x = uniform(random);
    ASSERT_LT(ulps(cpu::portable_exp(x), std::exp(static_cast<long double>(x))), 2.0) << std::hexfloat << x;
  }
}

TEST(PortableExp, OverflowsAndUnderflowsWhereStdExpDoes) {
  EXPECT_EQ(cpu::portable_exp(0.0), 1.0);
  EXPECT_EQ(cpu::portable_exp(-0.0), 1.0);
  EXPECT_EQ(cpu::portable_exp(infinity), infinity);
  EXPECT_EQ(cpu::portable_exp(-infinity), 0.0);
  EXPECT_TRUE(std::isnan(cpu::portable_exp(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_TRUE(std::isfinite(cpu::portable_exp(709.782712893384)));
  EXPECT_EQ(cpu::portable_exp(709.7827128933841), infinity);
  EXPECT_EQ(cpu::portable_exp(710.0), infinity);
  EXPECT_EQ(cpu::portable_exp(1e308), infinity);
  EXPECT_EQ(cpu::portable_exp(-745.13), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(cpu::portable_exp(-745.14), 0.0);
  EXPECT_EQ(cpu::portable_exp(-1e308), 0.0);
}

TEST(PortableLog1p, IsWithinTwoUnitsInTheLastPlace) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> exponent(-60.0, 40.0);
  for (int i = 0; i < 1'000'000; ++i) {
    const double x = std::exp2(exponent(random));
    ASSERT_LT(ulps(cpu::portable_log1p(x), std::log1p(static_cast<long double>(x))), 2.0) << std::hexfloat << x;
  }
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int i = 0; i < 1'000'000; ++i) {
    const double x = unit(random);
    ASSERT_LT(ulps(cpu::portable_log1p(x), std::log1p(static_cast<long double>(x))), 2.0) << std::hexfloat << x;
  }
}

TEST(PortableLog1p, TakesZeroAndTheLeastNumbersAsTheyAre) {
  EXPECT_EQ(cpu::portable_log1p(0.0), 0.0);
  EXPECT_EQ(cpu::portable_log1p(1e-300), 1e-300);
  EXPECT_EQ(cpu::portable_log1p(std::numeric_limits<double>::denorm_min()), std::numeric_limits<double>::denorm_min());
  EXPECT_TRUE(std::isnan(cpu::portable_log1p(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
}  // namespace trainyard::kernels
