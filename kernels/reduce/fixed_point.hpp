// Sums of weights in integers, so that they need no order: the same bits for any threads, device and order of the rows.
//
// A weight becomes two whole numbers, `high` in units of 2^(e - bits) and what is left in units of 2^(e - 2 bits), where 2^e is the power
// of two above the largest weight. `count` rows are added, each part at most 2^bits, so bits = 62 - (digits of count), 50 at most,
// keeps both sums within 2^62. For a million rows bits is 42: weights are exact to 2^-84 of the largest one, and smaller ones count as 0;
// for a billion rows it is 2^-64. Whole numbers with a sum below 2^53 have an exact one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::reduce {

/// One weight or a sum of them.
struct FixedPoint {
  std::int64_t high = 0;
  std::int64_t low = 0;

  TRAINYARD_HOST_DEVICE friend FixedPoint operator+(FixedPoint a, FixedPoint b) { return {a.high + b.high, a.low + b.low}; }
  TRAINYARD_HOST_DEVICE friend FixedPoint operator-(FixedPoint a, FixedPoint b) { return {a.high - b.high, a.low - b.low}; }
};

/// The units, chosen for some rows.
struct FixedScale {
  double up = 1.0;    ///< 2^(bits - e)
  double step = 1.0;  ///< 2^bits

  /// Precondition: |weight| <= the largest one. A negative number goes into both parts as one.
  TRAINYARD_HOST_DEVICE FixedPoint of(double weight) const {
    const double scaled = weight * up;
    const auto high = static_cast<std::int64_t>(scaled);
    return {high, static_cast<std::int64_t>((scaled - static_cast<double>(high)) * step)};
  }

  /// A sum as a number, off by 2 units in the last place at most.
  TRAINYARD_HOST_DEVICE double value(FixedPoint sum) const {
    return (static_cast<double>(sum.high) + static_cast<double>(sum.low) / step) / up;
  }
};

/// The units for `count` weights of at most `largest`.
FixedScale fixed_scale(double largest, std::size_t count);

/// The units for these weights, on the device of `exec`. Throws std::invalid_argument when one is negative,
/// infinite or NaN.
FixedScale weight_scale(const Exec& exec, ColumnView weights);

/// The largest of these weights, 0 for none. Throws as weight_scale does.
double largest_weight(const Exec& exec, ColumnView weights);

}  // namespace trainyard::kernels::reduce
