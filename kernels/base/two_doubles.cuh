// Sums and products without rounding: the double nearest to the result, and what is left over (T. J. Dekker, A floating-point technique for
// extending the available precision, 1971). Plain operations, no fused multiply-add: the same bits on both backends.
#pragma once

#include "kernels/base/backend.hpp"

namespace trainyard::kernels::TRAINYARD_BACKEND {

/// high + low, where |low| is at most half a unit in the last place of high.
struct TwoDoubles {
  double high;
  double low;
};

/// a + b when |a| >= |b|, or a is 0.
TRAINYARD_HOST_DEVICE inline TwoDoubles sum_larger_first(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

TRAINYARD_HOST_DEVICE inline TwoDoubles exact_sum(double a, double b) {
  const double sum = a + b;
  const double b_taken = sum - a;
  return {sum, (a - (sum - b_taken)) + (b - b_taken)};
}

/// a * b for |a| and |b| below 2^995; the rest is exact unless it is subnormal.
TRAINYARD_HOST_DEVICE inline TwoDoubles exact_product(double a, double b) {
  constexpr double split = 134217729.0;  // 2^27 + 1: halves of 26 bits, whose products are exact
  const double a_scaled = split * a, b_scaled = split * b;
  const double a_high = a_scaled - (a_scaled - a), b_high = b_scaled - (b_scaled - b);
  const double a_low = a - a_high, b_low = b - b_high;
  const double product = a * b;
  return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

TRAINYARD_HOST_DEVICE inline TwoDoubles product(TwoDoubles a, TwoDoubles b) {
  const TwoDoubles exact = exact_product(a.high, b.high);
  return sum_larger_first(exact.high, exact.low + (a.high * b.low + a.low * b.high));
}

}  // namespace trainyard::kernels::TRAINYARD_BACKEND
