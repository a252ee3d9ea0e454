// Elementary functions with the same bits on both backends, which libm and CUDA's do not promise: additions, multiplications and divisions
// of doubles in a written order, each rounded once (no fused multiply-add).
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "kernels/base/backend.hpp"

namespace trainyard::kernels::TRAINYARD_BACKEND {

// ln 2 in two parts (FreeBSD msun, e_exp.c), the first of which is exact when multiplied by an exponent, as in W. J. Cody and W. Waite,
// Software Manual for the Elementary Functions (1980).
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

/// What e^x and e^x - 1 are made of: x = exponent * ln 2 + r with r at most ln 2 / 2 away from 0.
struct ReducedPower {
  double rest;             ///< e^r - 1
  std::uint64_t exponent;  ///< a two's complement number

  /// 2^exponent in two factors, so that neither overflows and only the second can round.
  TRAINYARD_HOST_DEVICE std::uint64_t half() const { return (exponent >> 1) | (exponent & (std::uint64_t{1} << 63)); }
};

/// For x from -800 to 800, and NaN.
TRAINYARD_HOST_DEVICE inline ReducedPower reduced_power(double x) {
  constexpr double log2_e = 1.4426950408889634;
  constexpr double rounder = 6755399441055744.0;  // 1.5 * 2^52: the sum's last bits are the rounded exponent
  const double shifted = x * log2_e + rounder;
  const double exponent = shifted - rounder;
  const double high = x - exponent * ln2_high;
  const double low = exponent * ln2_low;
  const double r = high - low;
  // Taylor's series: its first term left out is below 2^-57, and below 2^-55 of r.
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
  return {high - (low - r * r * series), bits_of(shifted) - bits_of(rounder)};
}

/// e^x within 1 ulp (2 where the result is subnormal); infinite from 709.79 on, 0 below -745.14, NaN for NaN.
TRAINYARD_HOST_DEVICE inline double portable_exp(double x) {
  const double lower = x < -800.0 ? -800.0 : x;  // beyond these the result is 0 or infinite anyway; NaN stays
  const ReducedPower power = reduced_power(lower > 800.0 ? 800.0 : lower);
  return (1.0 + power.rest) * power_of_two(power.half()) * power_of_two(power.exponent - power.half());
}

/// e^x - 1 within 3 units in the last place, also for tiny x; infinite from 709.79 on, NaN for NaN.
TRAINYARD_HOST_DEVICE inline double portable_expm1(double x) {
  const double lower = x < -40.0 ? -40.0 : x;  // below this the result is -1 anyway
  const ReducedPower power = reduced_power(lower > 800.0 ? 800.0 : lower);
  const std::uint64_t half = power.half(), other = power.exponent - half;
  const double inverse = power_of_two(0 - half) * power_of_two(0 - other);
  return (power.rest + (1.0 - inverse)) * power_of_two(half) * power_of_two(other);
}

/// The natural logarithm of any double, less than 1 unit in the last place off. Of 0 (either sign) it is -infinity, of a negative number
/// and NaN the quiet NaN of std::numeric_limits.
///
/// x = 2^k * (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)]; with s = f / (2 + f) log(1 + f) = 2 artanh(s) = 2s + s * rest(s^2), of whose
/// series ten terms are enough: s^2 is at most 0.0295. It is summed as fdlibm's e_log.c does (Sun Microsystems, 1993), so that the large
/// part f is added last and exactly: 2s = f - s * f, and k * log(2) in two parts, the first with so few digits that the product is exact.
/// Without a branch, and the exponent becomes a double by way of the bits of 2^52 + exponent: both so that g++ makes vector code of it.
TRAINYARD_HOST_DEVICE inline double portable_log(double x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const bool subnormal = x < std::numeric_limits<double>::min();
  const std::uint64_t bits = bits_of(subnormal ? x * 0x1p54 : x);
  const double biased = double_of((bits >> 52) | 0x4330000000000000u) - 0x1p52;
  const double normalised = double_of((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
  const bool high = normalised > 0x1.6a09e667f3bcdp+0;
  const double mantissa = high ? normalised * 0.5 : normalised;
  const double k = biased - ((subnormal ? 1023.0 + 54.0 : 1023.0) - (high ? 1.0 : 0.0));
  const double f = mantissa - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  double rest = 2.0 / 21.0;
  rest = rest * z + 2.0 / 19.0;
  rest = rest * z + 2.0 / 17.0;
  rest = rest * z + 2.0 / 15.0;
  rest = rest * z + 2.0 / 13.0;
  rest = rest * z + 2.0 / 11.0;
  rest = rest * z + 2.0 / 9.0;
  rest = rest * z + 2.0 / 7.0;
  rest = rest * z + 2.0 / 5.0;
  rest = rest * z + 2.0 / 3.0;
  const double half_square = 0.5 * f * f;
  const double tail = s * (half_square + rest * z);
  const double finite = k * ln2_high - ((half_square - (tail + k * ln2_low)) - f);
  const double unless_positive = x == 0.0 ? -infinity : std::numeric_limits<double>::quiet_NaN();
  const double positive = x == infinity ? x : finite;
  return x > 0.0 ? positive : unless_positive;
}

/// log(1 + x) for any finite x above -1, less than 2 units in the last place off, also for tiny x; NaN for x <= -1 and NaN.
TRAINYARD_HOST_DEVICE inline double portable_log1p(double x) {
  const double u = 1.0 + x;
  const double back = u - 1.0;
  const double lost = (1.0 - (u - back)) + (x - back);  // exactly what the rounding of u lost (Knuth, TAOCP 2, section 4.2.2)
  return portable_log(u) + lost / u;
}

/// The standard normal distribution's quantile of p in [1.4e-11, 1 - 1.4e-11], within 1e-12 relative of its value (next to p = 0.5, where
/// that is 0, within 1e-16); NaN for NaN. M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988): its two inner rational functions.
/// Both are computed and one is taken, so that there is no branch.
TRAINYARD_HOST_DEVICE inline double normal_quantile(double p) {
  const double q = p - 0.5;
  const double near = 0.180625 - q * q;
  double above = 2509.0809287301226727;
  above = above * near + 33430.575583588128105;
  above = above * near + 67265.770927008700853;
  above = above * near + 45921.953931549871457;
  above = above * near + 13731.693765509461125;
  above = above * near + 1971.5909503065514427;
  above = above * near + 133.14166789178437745;
  above = above * near + 3.3871328727963666080;
  double below = 5226.4952788528545610;
  below = below * near + 28729.085735721942674;
  below = below * near + 39307.895800092710610;
  below = below * near + 21213.794301586595867;
  below = below * near + 5394.1960214247511077;
  below = below * near + 687.18700749205790830;
  below = below * near + 42.313330701600911252;
  below = below * near + 1.0;
  const double far = std::sqrt(-portable_log(q < 0.0 ? p : 1.0 - p)) - 1.6;
  double tail_above = 7.74545014278341407640e-4;
  tail_above = tail_above * far + 2.27238449892691845833e-2;
  tail_above = tail_above * far + 0.241780725177450611770;
  tail_above = tail_above * far + 1.27045825245236838258;
  tail_above = tail_above * far + 3.64784832476320460504;
  tail_above = tail_above * far + 5.76949722146069140550;
  tail_above = tail_above * far + 4.63033784615654529590;
  tail_above = tail_above * far + 1.42343711074968357734;
  double tail_below = 1.05075007164441684324e-9;
  tail_below = tail_below * far + 5.47593808499534494600e-4;
  tail_below = tail_below * far + 1.51986665636164571966e-2;
  tail_below = tail_below * far + 0.148103976427480074590;
  tail_below = tail_below * far + 0.689767334985100004550;
  tail_below = tail_below * far + 1.67638483018380384940;
  tail_below = tail_below * far + 2.05319162663775882187;
  tail_below = tail_below * far + 1.0;
  const bool is_tail = std::fabs(q) > 0.425;
  const double signed_tail = q < 0.0 ? -tail_above : tail_above;
  return (is_tail ? signed_tail : q * above) / (is_tail ? tail_below : below);
}

}  // namespace trainyard::kernels::TRAINYARD_BACKEND
