#include "kernels/base/power.cuh"

#include <gtest/gtest.h>
#include <random>

#include "tests/reference/bits.hpp"

namespace trainyard::kernels {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// How far x^y is from the power in long double, in units in the last place.
double error_of_power(double x, double y) {
  const long double exact = std::pow(static_cast<long double>(x), static_cast<long double>(y));
  const double rounded = std::fabs(static_cast<double>(exact));
  const double unit = std::nextafter(rounded, infinity) - rounded;
  return static_cast<double>(std::fabs(static_cast<long double>(cpu::portable_power(x, y)) - exact) / static_cast<long double>(unit));
}

double uniform(std::mt19937_64& random, double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); }

TEST(Power, IsOffByLessThanTwoUnitsInTheLastPlace) {
  std::mt19937_64 random(1);
  double worst = 0.0;
  for (int i = 0; i < 500'000; ++i) {
    const double x = std::ldexp(uniform(random, 0.5, 1.0), static_cast<int>(random() % 200) - 100);
    const double largest = std::min(700.0 / std::fabs(std::log(x)), 1e6);
    worst = std::max(worst, error_of_power(x, uniform(random, -largest, largest)));
  }
  for (int i = 0; i < 200'000; ++i) worst = std::max(worst, error_of_power(uniform(random, 0.0, 50.0), uniform(random, -3.0, 3.0)));
  EXPECT_LT(worst, 2.0);
}

TEST(Power, OfAWholeExponentIsOffByLessThanTwoUnitsInTheLastPlace) {
  std::mt19937_64 random(2);
  double worst = 0.0;
  for (int i = 0; i < 200'000; ++i) {
    const int exponent = static_cast<int>(random() % 101) - 50;
    worst = std::max(worst, error_of_power(uniform(random, -1e5, 1e5), exponent));
  }
  EXPECT_LT(worst, 2.0);
}

TEST(Power, IsExactWhereItCanBe) {
  for (int base = -12; base <= 12; ++base) {
    double exact = 1.0;
    for (int exponent = 0; exponent <= 14; ++exponent, exact *= base) EXPECT_EQ(cpu::portable_power(base, exponent), exact) << base;
  }
  EXPECT_EQ(cpu::portable_power(10.0, 22.0), 1e22);
  EXPECT_EQ(cpu::portable_power(2.0, -30.0), 0x1p-30);
  EXPECT_EQ(cpu::portable_power(0x1p-40, 26.0), 0x1p-1040) << "subnormal";
  EXPECT_EQ(cpu::portable_power(0x1p-1040, 1.0), 0x1p-1040);
  EXPECT_EQ(cpu::portable_power(1.5e154, 2.0), 1.5e154 * 1.5e154);
}

TEST(Power, OfZeroAndOfNegativeNumbers) {
  EXPECT_EQ(cpu::portable_power(0.0, 0.0), 1.0);
  EXPECT_EQ(cpu::portable_power(0.0, 2.5), 0.0);
  EXPECT_EQ(cpu::portable_power(0.0, 3.0), 0.0);
  EXPECT_EQ(cpu::portable_power(0.0, -1.0), infinity);
  EXPECT_EQ(cpu::portable_power(0.0, -0.5), infinity);
  EXPECT_EQ(cpu::portable_power(-2.0, 3.0), -8.0);
  EXPECT_EQ(cpu::portable_power(-2.0, -2.0), 0.25);
  EXPECT_EQ(cpu::portable_power(-1.0, 1e300), 1.0) << "every number of that size is even";
  EXPECT_EQ(cpu::portable_power(-1.0, 33.0), -1.0);
  EXPECT_TRUE(std::isnan(cpu::portable_power(-2.0, 0.5)));
}

TEST(Power, GoesToInfinityAndToZero) {
  EXPECT_EQ(cpu::portable_power(2.0, 1024.5), infinity);
  EXPECT_EQ(cpu::portable_power(2.0, -1100.5), 0.0);
  EXPECT_EQ(cpu::portable_power(1.0 + 0x1p-52, 1e300), infinity);
  EXPECT_EQ(cpu::portable_power(1.0 - 0x1p-53, 1e300), 0.0);
  EXPECT_EQ(cpu::portable_power(1e200, 2.0), infinity);
  EXPECT_EQ(cpu::portable_power(1e-200, 2.0), 0.0);
  EXPECT_EQ(cpu::portable_power(3.0, 1e-320), 1.0);
}

}  // namespace
}  // namespace trainyard::kernels
