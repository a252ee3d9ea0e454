// Powers with the same bits on both backends.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/base/backend.hpp"
#include "kernels/base/math.cuh"
#include "kernels/base/rounding.cuh"
#include "kernels/base/two_doubles.cuh"

namespace trainyard::kernels::TRAINYARD_BACKEND {

/// A positive, finite number as mantissa * 2^exponent; the mantissa is from sqrt(1/2) to sqrt(2).
struct Scaled {
  double mantissa;
  int exponent;
};

TRAINYARD_HOST_DEVICE inline Scaled scaled(double x) {
  const bool subnormal = x < std::numeric_limits<double>::min();
  const std::uint64_t bits = bits_of(subnormal ? x * 0x1p54 : x);
  int exponent = static_cast<int>(bits >> 52) - (subnormal ? 1023 + 54 : 1023);
  double mantissa = double_of((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
  if (mantissa > 0x1.6a09e667f3bcdp+0) {
    mantissa *= 0.5;
    ++exponent;
  }
  return {mantissa, exponent};
}

/// The logarithm of a positive, finite number to about 2^-64 of itself: 2 artanh(s) = 2s (1 + z/3 + z^2/5 + …) with z = s^2, the first
/// two terms in two doubles each.
TRAINYARD_HOST_DEVICE inline TwoDoubles log_in_two_doubles(double x) {
  const Scaled parts = scaled(x);
  const double f = parts.mantissa - 1.0;
  const TwoDoubles divisor = sum_larger_first(2.0, f);
  const double quotient = f / divisor.high;
  const TwoDoubles back = exact_product(quotient, divisor.high);
  const TwoDoubles s{quotient, (((f - back.high) - back.low) - quotient * divisor.low) / divisor.high};
  const TwoDoubles z = product(s, s);
  double rest = 1.0 / 23.0;
  rest = rest * z.high + 1.0 / 21.0;
  rest = rest * z.high + 1.0 / 19.0;
  rest = rest * z.high + 1.0 / 17.0;
  rest = rest * z.high + 1.0 / 15.0;
  rest = rest * z.high + 1.0 / 13.0;
  rest = rest * z.high + 1.0 / 11.0;
  rest = rest * z.high + 1.0 / 9.0;
  rest = rest * z.high + 1.0 / 7.0;
  rest = rest * z.high + 1.0 / 5.0;
  const TwoDoubles third = product(z, {1.0 / 3.0, 0x1.5555555555555p-56});
  const TwoDoubles series = exact_sum(third.high, z.high * z.high * rest);
  const TwoDoubles twice{2.0 * s.high, 2.0 * s.low};
  const TwoDoubles correction = product(twice, sum_larger_first(series.high, series.low + third.low));
  const TwoDoubles mantissa = exact_sum(twice.high, correction.high);
  const auto k = static_cast<double>(parts.exponent);
  const TwoDoubles total = exact_sum(k * ln2_high, mantissa.high);
  return sum_larger_first(total.high, total.low + (mantissa.low + (twice.low + correction.low) + k * ln2_low));
}

/// x * 2^exponent, rounded once, for x within a factor of 2^40 of 1.
TRAINYARD_HOST_DEVICE inline double times_power_of_two(double x, int exponent) {
  const int bounded = exponent < -1200 ? -1200 : exponent > 1200 ? 1200 : exponent;
  const int half = bounded / 2;
  const auto factor = [](int e) { return power_of_two(static_cast<std::uint64_t>(static_cast<std::int64_t>(e))); };
  return x * factor(half) * factor(bounded - half);
}

/// x^count for a finite x and count from 1 to 32, by squaring and multiplying the mantissa in two doubles.
TRAINYARD_HOST_DEVICE inline double whole_power(double x, int count, bool reciprocal) {
  if (x == 0.0) return reciprocal ? std::numeric_limits<double>::infinity() : count % 2 == 1 ? x : 0.0;
  const Scaled parts = scaled(std::fabs(x));
  TwoDoubles square{parts.mantissa, 0.0}, power{1.0, 0.0};
  for (int left = count; left > 0; left /= 2) {
    if (left % 2 == 1) power = product(power, square);
    square = product(square, square);
  }
  const double size = reciprocal ? 1.0 / power.high * (1.0 - power.low / power.high) : power.high;
  const double value = times_power_of_two(size, (reciprocal ? -count : count) * parts.exponent);
  return x < 0.0 && count % 2 == 1 ? -value : value;
}

/// x^y for finite x and y, at most 2 units in the last place off (where the result is normal), and exact for whole y from 0 to 32 where
/// the result is a double. 0 to a negative power is infinite, a negative number to a power that is not whole is NaN.
TRAINYARD_HOST_DEVICE inline double portable_power(double x, double y) {
  if (y == 2.0) return x * x;  // by far the most frequent
  if (y == 0.0 || x == 1.0) return 1.0;
  const bool whole = y == round_down(y);
  if (whole && std::fabs(y) <= 32.0) return whole_power(x, static_cast<int>(std::fabs(y)), y < 0.0);
  if (x == 0.0) return y < 0.0 ? std::numeric_limits<double>::infinity() : 0.0;
  if (x < 0.0 && !whole) return std::numeric_limits<double>::quiet_NaN();
  // A logarithm that is not 0 is at least 2^-54: beyond this bound the power is 0 or infinite anyway.
  const double bounded = y > 0x1p70 ? 0x1p70 : y < -0x1p70 ? -0x1p70 : y;
  const TwoDoubles log = log_in_two_doubles(std::fabs(x));
  const TwoDoubles exponent = exact_product(bounded, log.high);
  const double power = portable_exp(exponent.high);
  const double beyond = power * (exponent.low + bounded * log.low);
  const double value = power <= std::numeric_limits<double>::max() ? power + beyond : power;
  return x < 0.0 && y * 0.5 != round_down(y * 0.5) ? -value : value;
}

}  // namespace trainyard::kernels::TRAINYARD_BACKEND
