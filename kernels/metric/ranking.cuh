// The rows in order of the probability of one class: how many of that class, and of the others, lie below a score. For .cu files.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/buffer.hpp"
#include "kernels/metric/list.hpp"
#include "kernels/reduce/fixed_point.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {

/// Some rows in ascending order of their scores, for functors; rows of one score are in their own order.
struct SideView {
  const std::uint32_t* keys = nullptr;  ///< scores as whole numbers of the same order
  std::size_t size = 0;
  const double* weights = nullptr;              ///< null: every row counts as 1
  const reduce::FixedPoint* through = nullptr;  ///< sum of the weights up to and with this row
  reduce::FixedScale scale = {};

  TRAINYARD_HOST_DEVICE double weight(std::size_t row) const { return weights == nullptr ? 1.0 : weights[row]; }

  /// How many rows have a key below `key`.
  TRAINYARD_HOST_DEVICE std::size_t rows_below(std::uint32_t key) const {
    std::size_t first = 0;
    std::size_t last = size;
    while (first < last) {
      const std::size_t middle = first + (last - first) / 2;
      const bool below = keys[middle] < key;
      first = below ? middle + 1 : first;
      last = below ? last : middle;
    }
    return first;
  }
  /// The same with those that have `key` itself. Precondition: it is the key of a score, so there is a larger number.
  TRAINYARD_HOST_DEVICE std::size_t rows_up_to(std::uint32_t key) const { return rows_below(key + 1); }

  /// The weight of the first `rows` rows, and of the others.
  TRAINYARD_HOST_DEVICE double weight_before(std::size_t rows) const {
    return weights == nullptr ? static_cast<double>(rows) : scale.value(sum_before(rows));
  }
  TRAINYARD_HOST_DEVICE double weight_from(std::size_t rows) const {
    return weights == nullptr ? static_cast<double>(size - rows) : scale.value(sum_before(size) - sum_before(rows));
  }
  TRAINYARD_HOST_DEVICE reduce::FixedPoint sum_before(std::size_t rows) const {
    return rows == 0 ? reduce::FixedPoint{} : through[rows - 1];
  }
};

/// The rows that are of the class, or those that are not.
class Side {
 public:
  /// `size` is their number; `scale` is for the weights of all rows.
  Side(const Exec& exec, const Rows& rows, std::size_t wanted_class, bool of_the_class, std::size_t size, reduce::FixedScale scale);

  [[nodiscard]] SideView view() const { return {keys_.data(), keys_.size(), weights_.data(), through_.data(), scale_}; }
  [[nodiscard]] double weight() const { return weight_; }  ///< of all of them

 private:
  Buffer<std::uint32_t> keys_;
  Buffer<double> weights_;
  Buffer<reduce::FixedPoint> through_;
  reduce::FixedScale scale_;
  double weight_;
};

/// What a metric makes of the two sides of one class.
using Curve = double (*)(const Exec& exec, const Side& of_the_class, const Side& of_others);

/// In a binary classification `curve` of class 1, else the plain mean of `curve` over all classes, each against the rest. NaN where a
/// score or an actual class is.
double over_classes(const Exec& exec, const Rows& rows, Curve curve);

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
