// The standard deviation about a mean that is known beyond the precision of a double.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "host/dataset/exact_sum.hpp"

namespace trainyard::dataset {

/// A mean as the sum of two doubles: `rest` is what rounding to `nearest` lost.
struct Mean {
  double nearest = 0, rest = 0;

  /// Of `count` > 0 values with this sum.
  static Mean of(ExactSum sum, std::uint64_t count) {
    sum.divide(count);
    const double nearest = sum.rounded();
    sum.add(-nearest);
    return {nearest, sum.rounded()};
  }
};

/// Adds squared deviations, without loss to rounding worth mentioning (TwoSum of Knuth); values come in an order that the caller fixes.
/// All is scaled by a power of two, so that squares neither overflow nor vanish.
class Spread {
 public:
  /// `largest`: of the magnitudes of the values.
  Spread(const Mean& mean, double largest) {
    const int exponent = largest == 0 ? 0 : std::ilogb(largest);
    scale_ = std::ldexp(1.0, std::min(1000, std::max(-1000, -exponent)));
    nearest_ = mean.nearest * scale_;
    rest_ = mean.rest * scale_;
  }
  void add(double value, double count = 1) {
    const double deviation = (value * scale_ - nearest_) - rest_;
    const double square = deviation * deviation * count;
    const double sum = sum_ + square;
    const double added = sum - sum_;
    lost_ += (sum_ - (sum - added)) + (square - added);
    sum_ = sum;
  }
  /// Of the population.
  [[nodiscard]] double deviation(std::uint64_t count) const { return std::sqrt((sum_ + lost_) / static_cast<double>(count)) / scale_; }

 private:
  double scale_ = 1, nearest_ = 0, rest_ = 0;
  double sum_ = 0, lost_ = 0;
};

}  // namespace trainyard::dataset
