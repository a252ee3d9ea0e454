// Elementary functions with the same bits on both backends, which libm and CUDA's do not promise: additions, multiplications and divisions
// of doubles in a written order, each rounded once (no fused multiply-add).
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>

#include "kernels/base/backend.hpp"

namespace trainyard::kernels::TRAINYARD_BACKEND {

/// The natural logarithm of any double, less than 1 unit in the last place off. Of 0 (either sign) it is -infinity, of a negative number
/// and NaN the quiet NaN of std::numeric_limits.
///
/// x = 2^k * (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)]; with s = f / (2 + f) log(1 + f) = 2 artanh(s) = 2s + s * rest(s^2), of whose
/// series ten terms are enough: s^2 is at most 0.0295. It is summed as fdlibm's e_log.c does (Sun Microsystems, 1993), so that the large
/// part f is added last and exactly: 2s = f - s * f, and k * log(2) in two parts, the first with so few digits that the product is exact.
TRAINYARD_HOST_DEVICE inline double ln(double x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!(x > 0.0)) return x == 0.0 ? -infinity : std::numeric_limits<double>::quiet_NaN();
  if (x == infinity) return x;
  const bool subnormal = x < std::numeric_limits<double>::min();
  const double normal = subnormal ? x * 0x1p54 : x;
  std::uint64_t bits = 0;
  memcpy(&bits, &normal, sizeof bits);
  int exponent = static_cast<int>(bits >> 52) - (subnormal ? 1023 + 54 : 1023);
  bits = (bits & 0x000fffffffffffffu) | 0x3ff0000000000000u;
  double mantissa = 0.0;
  memcpy(&mantissa, &bits, sizeof bits);
  if (mantissa > 0x1.6a09e667f3bcdp+0) {
    mantissa *= 0.5;
    ++exponent;
  }
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
  const auto k = static_cast<double>(exponent);
  return k * 0x1.62e42feep-1 - ((half_square - (tail + k * 0x1.a39ef35793c76p-33)) - f);
}

}  // namespace trainyard::kernels::TRAINYARD_BACKEND
