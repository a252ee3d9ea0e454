#include "kernels/base/trigonometry.cuh"

#include <gtest/gtest.h>
#include <random>

namespace trainyard::kernels {
namespace {

double units_off(double found, long double exact) {
  const double rounded = std::fabs(static_cast<double>(exact));
  const double unit = std::nextafter(rounded, 10.0) - rounded;
  return static_cast<double>(std::fabs(static_cast<long double>(found) - exact) / static_cast<long double>(unit));
}

double worst_over(double largest, int count) {
  std::mt19937_64 random(3);
  double worst = 0.0;
  for (int i = 0; i < count; ++i) {
    const double x = std::uniform_real_distribution<double>(-largest, largest)(random);
    const auto exact = static_cast<long double>(x);
    worst = std::max({worst, units_off(cpu::portable_sin(x), std::sin(exact)), units_off(cpu::portable_cos(x), std::cos(exact))});
  }
  return worst;
}

TEST(Trigonometry, IsOffByLessThanOneUnitInTheLastPlace) {
  EXPECT_LT(worst_over(1e-3, 100'000), 1.0);
  EXPECT_LT(worst_over(1.0, 300'000), 1.0);
  EXPECT_LT(worst_over(100.0, 300'000), 1.0);
  EXPECT_LT(worst_over(1e6, 300'000), 1.0);
  EXPECT_LT(worst_over(cpu::largest_angle, 300'000), 1.0);
}

TEST(Trigonometry, IsExactNearMultiplesOfAQuarterTurn) {
  double worst = 0.0;
  for (std::int64_t k = -200'000; k <= 200'000; k += 7) {
    const double x = static_cast<double>(k) * 1.5707963267948966;
    worst = std::max({worst, units_off(cpu::portable_sin(x), std::sin(static_cast<long double>(x))),
                      units_off(cpu::portable_cos(x), std::cos(static_cast<long double>(x)))});
  }
  EXPECT_LT(worst, 1.0);
}

TEST(Trigonometry, GivesUpBeyondItsRange) {
  EXPECT_EQ(cpu::portable_sin(0.0), 0.0);
  EXPECT_EQ(cpu::portable_cos(0.0), 1.0);
  for (const double x : {cpu::largest_angle * 1.01, -1e300, std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_TRUE(std::isnan(cpu::portable_sin(x))) << x;
    EXPECT_TRUE(std::isnan(cpu::portable_cos(x))) << x;
  }
}

TEST(Trigonometry, IsExactAtTheQuartersOfACircle) {
  const double sines[] = {0.0, 1.0, 0.0, -1.0};
  for (int hour = -48; hour <= 48; hour += 6) {
    EXPECT_EQ(cpu::sine_of(cpu::angle_on_circle(hour, 24)), sines[(hour / 6 % 4 + 4) % 4]) << hour;
  }
  for (const double period : {0.0, -24.0, std::nan("")}) EXPECT_TRUE(std::isnan(cpu::sine_of(cpu::angle_on_circle(3.0, period))));
}

}  // namespace
}  // namespace trainyard::kernels
