// e^x and log(1 + x) with the same bits from both compilers and on every processor: additions, multiplications and divisions of doubles in
// a fixed order, no fused multiply-add, no library. For .cu files, and for tests.
//
// Both reduce their argument with ln 2 in two parts, the first of which is exact when multiplied by an exponent, as in
// W. J. Cody and W. Waite, Software Manual for the Elementary Functions (1980); the parts are those of FreeBSD's msun (e_exp.c).
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/base/backend.hpp"

namespace trainyard::kernels::TRAINYARD_BACKEND {

inline constexpr double ln2_high = 6.93147180369123816490e-01;  // its last 32 bits are 0
inline constexpr double ln2_low = 1.90821492927058770002e-10;

TRAINYARD_HOST_DEVICE inline std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

TRAINYARD_HOST_DEVICE inline double double_of(std::uint64_t bits) {
  double value = 0;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// 2^exponent for an exponent in [-1022, 1023], given as a two's complement number.
TRAINYARD_HOST_DEVICE inline double power_of_two(std::uint64_t exponent) { return double_of((exponent + 1023) << 52); }

/// e^x within 1 ulp (2 where the result is subnormal); infinite from 709.79 on, 0 below -745.14, NaN for NaN.
TRAINYARD_HOST_DEVICE inline double portable_exp(double x) {
  constexpr double log2_e = 1.4426950408889634;
  constexpr double rounder = 6755399441055744.0;  // 1.5 * 2^52: the sum's last bits are the rounded exponent
  const double lower = x < -800.0 ? -800.0 : x;   // beyond these the result is 0 or infinite anyway; NaN stays
  const double bounded = lower > 800.0 ? 800.0 : lower;
  const double shifted = bounded * log2_e + rounder;
  const double exponent = shifted - rounder;
  const double high = bounded - exponent * ln2_high;
  const double low = exponent * ln2_low;
  const double r = high - low;  // at most ln 2 / 2 away from 0
  // Taylor's series: its first term left out is below 2^-57.
  double series = 1.0 / 6227020800.0;
  series = series * r + 1.0 / 479001600.0;
  series = series * r + 1.0 / 39916800.0;
  series = series * r + 1.0 / 3628800.0;
  series = series * r + 1.0 / 362880.0;
  series = series * r + 1.0 / 40320.0;
  series = series * r + 1.0 / 5040.0;
  series = series * r + 1.0 / 720.0;
  series = series * r + 1.0 / 120.0;
  series = series * r + 1.0 / 24.0;
  series = series * r + 1.0 / 6.0;
  series = series * r + 0.5;
  const double power = 1.0 + (high - (low - r * r * series));
  // In two factors, so that neither overflows and only the second can round.
  const std::uint64_t whole = bits_of(shifted) - bits_of(rounder);
  const std::uint64_t half = (whole >> 1) | (whole & (std::uint64_t{1} << 63));
  return power * power_of_two(half) * power_of_two(whole - half);
}

/// log(1 + x) for x >= 0, within 2 ulp, also for tiny x; NaN for NaN. x at most 1e300.
TRAINYARD_HOST_DEVICE inline double portable_log1p(double x) {
  const double u = 1.0 + x;
  const double back = u - 1.0;
  const double lost = (1.0 - (u - back)) + (x - back);  // exactly what the rounding of u lost (Knuth, TAOCP 2, section 4.2.2)
  // u = 2^exponent * m with m in [sqrt(1/2), sqrt(2)).
  constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcd;
  const std::uint64_t from_root = bits_of(u) - root_half;
  const auto exponent = static_cast<double>(static_cast<std::int32_t>(from_root >> 52));
  const double f = double_of((from_root & 0x000fffffffffffff) + root_half) - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  // log(1 + f) = 2 s + 2 s^3/3 + 2 s^5/5 + …, with 2 s = f - s f; the first term left out is below 2^-56 of the sum.
  double series = 2.0 / 21.0;
  series = series * z + 2.0 / 19.0;
  series = series * z + 2.0 / 17.0;
  series = series * z + 2.0 / 15.0;
  series = series * z + 2.0 / 13.0;
  series = series * z + 2.0 / 11.0;
  series = series * z + 2.0 / 9.0;
  series = series * z + 2.0 / 7.0;
  series = series * z + 2.0 / 5.0;
  series = series * z + 2.0 / 3.0;
  const double half_square = 0.5 * f * f;
  const double small = s * (half_square + series * z) + (exponent * ln2_low + lost / u);
  return exponent * ln2_high - ((half_square - small) - f);
}

}  // namespace trainyard::kernels::TRAINYARD_BACKEND
