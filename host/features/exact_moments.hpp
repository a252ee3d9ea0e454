// Count, sum, mean and standard deviation of values that come and go, without a rounding that stays behind.
#pragma once

#include <cstdint>

#include "host/dataset/exact_sum.hpp"

namespace trainyard::features {

/// Holds the exact sums of values and squares, so the answers are those of the values inside, whatever came and went and in what order.
class ExactMoments {
 public:
  void add(double value) { change(value, false); }    ///< finite
  void remove(double value) { change(value, true); }  ///< one that was added

  /// NaN without a value; otherwise the nearest double, infinite beyond its range.
  [[nodiscard]] double sum() const;
  /// NaN without a value.
  [[nodiscard]] double mean() const;
  /// Of a sample (divided by n - 1); NaN of fewer than two values, infinite when one is beyond 1e150. 0 when all are equal.
  [[nodiscard]] double standard_deviation() const;

 private:
  void change(double value, bool out);

  dataset::ExactSum sum_, squares_;
  std::uint64_t count_ = 0;
  std::uint64_t huge_ = 0;  // values whose squares are not in `squares_`
};

}  // namespace trainyard::features
