// Rounding to whole numbers with the same bits on both backends, in vector code on any processor. NaN and infinities stay.
#pragma once

#include <cmath>

#include "kernels/base/backend.hpp"

namespace trainyard::kernels::TRAINYARD_BACKEND {

/// The nearest whole number, of two equally near the even one; a zero keeps the sign of x.
TRAINYARD_HOST_DEVICE inline double round_half_even(double x) {
  constexpr double whole_from = 0x1p52;  // no double from here on has a fraction, so adding this rounds it away
  const double size = std::fabs(x);
  const double rounded = std::copysign((size + whole_from) - whole_from, x);
  return size < whole_from ? rounded : x;
}

TRAINYARD_HOST_DEVICE inline double round_down(double x) {
  const double rounded = round_half_even(x);
  return rounded > x ? rounded - 1.0 : rounded;
}

TRAINYARD_HOST_DEVICE inline double round_up(double x) {
  const double rounded = round_half_even(x);
  return rounded < x ? std::copysign(rounded + 1.0, x) : rounded;
}

}  // namespace trainyard::kernels::TRAINYARD_BACKEND
