#include "kernels/base/rounding.cuh"

#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "tests/reference/bits.hpp"

namespace trainyard::kernels {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void expect_as_libm(double x) {
  EXPECT_TRUE(reference::same_bits(cpu::round_half_even(x), std::nearbyint(x))) << x;
  EXPECT_TRUE(reference::same_bits(cpu::round_down(x), std::floor(x))) << x;
  EXPECT_TRUE(reference::same_bits(cpu::round_up(x), std::ceil(x))) << x;
}

TEST(Rounding, IsThatOfTheMathLibraryForEveryMagnitude) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    const double size = std::ldexp(std::uniform_real_distribution<double>(0.5, 1.0)(random), static_cast<int>(random() % 120) - 50);
    expect_as_libm(size);
    expect_as_libm(-size);
  }
}

TEST(Rounding, IsThatOfTheMathLibraryAtTheEdges) {
  for (const double size : {0.0, 5e-324, 0.5, 1.0, 1.5, 2.5, 0x1p51 + 0.5, 0x1p52 - 0.5, 0x1p52, 0x1p52 + 1, 0x1p53, 1.7e308, infinity}) {
    for (const double x : {size, std::nextafter(size, 0.0), std::nextafter(size, infinity)}) {
      expect_as_libm(x);
      expect_as_libm(-x);
    }
  }
  EXPECT_NE(cpu::round_down(std::nan("")), cpu::round_down(std::nan("")));
}

}  // namespace
}  // namespace trainyard::kernels
