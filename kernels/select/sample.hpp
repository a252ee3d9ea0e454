// The rows that features are scored on, on the device of an Exec.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/base/exec.hpp"
#include "kernels/base/view.hpp"
#include "kernels/reduce/moments.hpp"

namespace trainyard::kernels::select {

/// Moved to the device once for all scores. On the CPU it points into the given memory, which must live on in any case.
class Sample {
 public:
  /// `x` and `y` lie in host memory; NaN is missing in x, and x holds no infinite value. y is the target: values, or class numbers 0 …
  /// classes - 1 of a classification; 0 classes stand for a regression. Throws std::invalid_argument when y does not have one finite value
  /// or class per row.
  Sample(const Exec& exec, MatrixView<const float> x, std::span<const double> y, int classes);

  [[nodiscard]] const Exec& exec() const noexcept { return exec_; }
  [[nodiscard]] std::size_t rows() const noexcept { return x_.rows; }
  [[nodiscard]] std::size_t classes() const noexcept { return classes_; }
  [[nodiscard]] View<const float> column(std::size_t index) const { return x_.column(index); }
  [[nodiscard]] ColumnView y() const noexcept { return y_; }
  [[nodiscard]] std::span<const double> host_y() const noexcept { return host_y_; }

  /// A column as doubles, in `out` of rows() values.
  void widen(std::size_t index, Buffer<double>& out) const;
  /// The same with the rows of class 0 first, then those of class 1, …; rows of one class keep their order.
  void widen_by_class(std::size_t index, Buffer<double>& out) const;
  /// What widen_by_class made, class by class.
  [[nodiscard]] std::vector<reduce::Moments> class_moments(const Buffer<double>& by_class) const;

 private:
  void sort_by_class();

  Exec exec_;
  MatrixView<const float> x_;
  ColumnView y_;
  std::span<const double> host_y_;
  std::size_t classes_;
  Buffer<float> device_x_;                ///< filled for a GPU alone
  Buffer<double> device_y_;               ///< the same
  Buffer<std::uint32_t> by_class_;        ///< row numbers; empty for a regression
  std::vector<std::size_t> class_begin_;  ///< classes + 1 places in by_class_
};

}  // namespace trainyard::kernels::select
