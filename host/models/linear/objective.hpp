// What logistic regression minimises, as scikit-learn (1.2 and later) states it:
//
//   (1 / sum of weights) * sum of weight * -log(probability of the label) + sum of coefficient^2 / (2 C * sum of weights)
//
// The intercepts are not penalised. Two classes have one row of coefficients, K > 2 have K (softmax).
#pragma once

#include <cstdint>
#include <vector>

#include "host/models/linear/design.hpp"
#include "host/models/model.hpp"

namespace trainyard::models::linear {

/// Rows with the classes that occur among them.
class LogisticRows final : public Prepared {
 public:
  /// Throws Error(bad_data) as Design does, and when all rows with weight are of one class.
  LogisticRows(const Exec& exec, const Labelled& data, bool fit_intercept);

  [[nodiscard]] const Design& design() const noexcept { return design_; }
  [[nodiscard]] int classes() const noexcept { return classes_; }
  /// The classes that rows with weight have, ascending.
  [[nodiscard]] const std::vector<int>& present() const noexcept { return present_; }
  [[nodiscard]] std::size_t outputs() const noexcept { return present_.size() == 2 ? 1 : present_.size(); }
  /// Places in present(), on the device.
  [[nodiscard]] kernels::View<const std::int32_t> label() const { return label_.view(); }

 private:
  Design design_;
  int classes_;
  std::vector<int> present_;
  kernels::Buffer<std::int32_t> label_;
};

/// The objective at a point: coefficients [c * outputs + k] of the centered columns, then one intercept per output if there are any. Every
/// sum over the rows is canonical, so values have the same bits for any number of threads and on every device.
class Objective {
 public:
  Objective(const LogisticRows& rows, double c, const Exec& exec);

  [[nodiscard]] std::size_t size() const noexcept { return point_.size(); }
  /// Makes `point` the one that the rest speaks of.
  void move_to(std::vector<double> point);
  [[nodiscard]] const std::vector<double>& point() const noexcept { return point_; }
  [[nodiscard]] double value() const noexcept { return value_; }
  [[nodiscard]] const std::vector<double>& gradient() const noexcept { return gradient_; }
  /// Largest absolute component of the gradient, as it would be if every column had a spread of 1.
  [[nodiscard]] double steepness() const;
  /// The diagonal of the second derivative.
  [[nodiscard]] std::vector<double> curvature_diagonal();
  /// The second derivative times `direction`.
  [[nodiscard]] std::vector<double> curvature_times(const std::vector<double>& direction);
  /// Takes the mean over the outputs out of each column's coefficients and out of the intercepts, if there are several outputs. What a
  /// softmax has in common changes no probability, so the minimum has none of it; along it the objective hardly bends, or not at all.
  void remove_common(std::vector<double>& direction) const;
  /// Makes `direction` the one that value_along speaks of, until the next call that is not const.
  void look_along(const std::vector<double>& direction);
  /// The objective at point + step * direction.
  [[nodiscard]] double value_along(double step) const;

 private:
  void score(const std::vector<double>& point, kernels::Buffer<double>& scores);
  [[nodiscard]] std::vector<double> collect(std::vector<double> column_sums, const kernels::Buffer<double>& per_row) const;
  [[nodiscard]] std::size_t coefficients() const noexcept { return rows_.design().columns() * rows_.outputs(); }

  const LogisticRows& rows_;
  Exec exec_;
  double penalty_;  ///< factor of half the sum of squared coefficients
  bool intercepts_;
  std::vector<double> spread_;
  kernels::Buffer<double> coefficients_there_, offsets_there_;
  kernels::Buffer<double> scores_, probability_, work_;  ///< rows * outputs each
  std::vector<double> point_, gradient_, direction_;
  double value_ = 0;
};

}  // namespace trainyard::models::linear
