// Sine and cosine with the same bits on both backends, without branches, so that a loop over them is vector code.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/base/backend.hpp"
#include "kernels/base/math.cuh"
#include "kernels/base/rounding.cuh"
#include "kernels/base/two_doubles.cuh"

namespace trainyard::kernels::TRAINYARD_BACKEND {

/// Angles beyond this size are not reduced: their sine and cosine are NaN.
inline constexpr double largest_angle = 0x1p32;

/// An angle as quarter turns (of which only the two lowest bits matter) and the rest, at most an eighth of a turn, in radians.
struct Angle {
  std::uint64_t quarters;
  double high;
  double low;
};

// pi / 2 in parts of 21 bits, so that their products with a number of quarters are exact (Cody and Waite), and a last one of 53.
TRAINYARD_HOST_DEVICE inline Angle reduced_angle(double x) {
  constexpr double rounder = 6755399441055744.0;  // 1.5 * 2^52: the sum's last bits are the rounded number
  const double shifted = x * 0x1.45f306dc9c883p-1 + rounder;
  const double quarters = shifted - rounder;
  const double first = (x - quarters * 0x1.921fbp+0) - quarters * 0x1.5110ap-22;
  const TwoDoubles second = exact_sum(first, -quarters * 0x1.4611ap-42);
  const TwoDoubles third = exact_sum(second.high, -quarters * 0x1.898ccp-64);
  const double low = second.low + (third.low - quarters * 0x1.45c06e0e68948p-86);
  const TwoDoubles rest = sum_larger_first(third.high, low);
  return {bits_of(shifted), rest.high, rest.low};
}

// Taylor's series of both, their first terms left out below 2^-58; the small parts are added to the large ones last.
TRAINYARD_HOST_DEVICE inline double sine_of_rest(double high, double low) {
  const double z = high * high;
  double series = 1.0 / 355687428096000.0;
  series = series * z - 1.0 / 1307674368000.0;
  series = series * z + 1.0 / 6227020800.0;
  series = series * z - 1.0 / 39916800.0;
  series = series * z + 1.0 / 362880.0;
  series = series * z - 1.0 / 5040.0;
  series = series * z + 1.0 / 120.0;
  series = series * z - 1.0 / 6.0;
  return high + (high * z * series + low * (1.0 - 0.5 * z));
}

TRAINYARD_HOST_DEVICE inline double cosine_of_rest(double high, double low) {
  const double z = high * high;
  double series = -1.0 / 6402373705728000.0;
  series = series * z + 1.0 / 20922789888000.0;
  series = series * z - 1.0 / 87178291200.0;
  series = series * z + 1.0 / 479001600.0;
  series = series * z - 1.0 / 3628800.0;
  series = series * z + 1.0 / 40320.0;
  series = series * z - 1.0 / 720.0;
  series = series * z + 1.0 / 24.0;
  const double half = 0.5 * z;
  const double large = 1.0 - half;
  return large + (((1.0 - large) - half) + (z * z * series - high * low));
}

/// The sine of `angle`; of an angle with one more quarter, its cosine.
TRAINYARD_HOST_DEVICE inline double sine_of(Angle angle) {
  const double sine = sine_of_rest(angle.high, angle.low), cosine = cosine_of_rest(angle.high, angle.low);
  const double size = (angle.quarters & 1) != 0 ? cosine : sine;
  return (angle.quarters & 2) != 0 ? -size : size;
}

/// Within 1 unit in the last place up to largest_angle, NaN beyond it and for NaN.
TRAINYARD_HOST_DEVICE inline double portable_sin(double x) {
  const double value = sine_of(reduced_angle(x));
  return std::fabs(x) <= largest_angle ? value : std::numeric_limits<double>::quiet_NaN();
}

TRAINYARD_HOST_DEVICE inline double portable_cos(double x) {
  Angle angle = reduced_angle(x);
  ++angle.quarters;
  return std::fabs(x) <= largest_angle ? sine_of(angle) : std::numeric_limits<double>::quiet_NaN();
}

/// The angle of x on a circle of `period`: exact at every quarter. NaN when the period is not above 0.
TRAINYARD_HOST_DEVICE inline Angle angle_on_circle(double x, double period) {
  const double turns = std::fmod(x, period) / period;
  const double quarters = round_half_even(4.0 * turns);
  const double rest = (turns - 0.25 * quarters) * 6.283185307179586;
  const auto whole = quarters >= -4.0 && quarters <= 4.0 ? static_cast<std::int64_t>(quarters) : 0;
  return {static_cast<std::uint64_t>(whole), period > 0.0 ? rest : std::numeric_limits<double>::quiet_NaN(), 0.0};
}

}  // namespace trainyard::kernels::TRAINYARD_BACKEND
