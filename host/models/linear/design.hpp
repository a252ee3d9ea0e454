// Training rows as the linear families keep them on the device.
#pragma once

#include <span>
#include <vector>

#include "host/models/model.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/linear/design.hpp"

namespace trainyard::models::linear {

/// The table, the weights, and what the columns are centered by. Sums are canonical: the same bits for any number of threads and on
/// every device.
class Design {
 public:
  /// `centered`: by the weighted means, else by 0. Throws Error(bad_data) for what check_labelled refuses, and for missing and infinite
  /// values.
  Design(const Exec& exec, const Labelled& data, bool centered, const std::string& family);

  /// The same of a table of finite values and weights that are not all 0; no weights: every row counts as 1.
  Design(const Exec& exec, const features::Matrix& x, std::span<const double> weight, bool centered);

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t columns() const noexcept { return center_.size(); }
  [[nodiscard]] bool centered() const noexcept { return centered_; }
  [[nodiscard]] double total_weight() const noexcept { return total_weight_; }
  [[nodiscard]] const std::vector<double>& center() const noexcept { return center_; }
  /// Weighted, of each column; what it is centered by, if it is.
  [[nodiscard]] const std::vector<double>& mean() const noexcept { return mean_; }
  /// The device that the rows are on, with the threads of `exec`.
  [[nodiscard]] Exec on(const Exec& exec) const;

  [[nodiscard]] kernels::linear::Design view() const;
  /// Empty where every row counts as 1.
  [[nodiscard]] kernels::ColumnView weight() const { return weight_.view(); }
  /// Per column the root of the weighted mean of (x - center)^2.
  [[nodiscard]] std::vector<double> spread(const Exec& exec) const;

  /// The intercept in the features' own units of a model that counts from the centers: `offset` less the sum of center * coefficient,
  /// coefficients[c * outputs + k] for output k.
  [[nodiscard]] double intercept(double offset, const std::vector<double>& coefficients, std::size_t outputs, std::size_t k) const;

 private:
  [[nodiscard]] kernels::Buffer<double> ones_unless_weighted(const Exec& exec) const;
  [[nodiscard]] kernels::MatrixView<const double> counts(const kernels::Buffer<double>& ones) const;
  void take_center();

  Exec exec_;
  std::size_t rows_;
  bool centered_;
  kernels::Buffer<float> x_;
  kernels::Buffer<double> weight_;
  double total_weight_ = 0;
  std::vector<double> mean_, center_;
  kernels::Buffer<double> center_there_;
};

/// A matrix of `columns` columns in a buffer.
inline kernels::MatrixView<const double> matrix(const kernels::Buffer<double>& values, std::size_t columns) {
  const std::size_t rows = columns == 0 ? 0 : values.size() / columns;
  return {values.data(), rows, columns, rows};
}
inline kernels::MatrixView<double> matrix(kernels::Buffer<double>& values, std::size_t columns) {
  const std::size_t rows = columns == 0 ? 0 : values.size() / columns;
  return {values.data(), rows, columns, rows};
}

}  // namespace trainyard::models::linear
