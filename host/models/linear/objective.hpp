// What logistic regression minimises, as scikit-learn (1.2 and later) states it:
//
//   (1 / sum of weights) * sum of weight * -log(probability of the label) + sum of coefficient^2 / (2 C * sum of weights)
//
// The intercepts are not penalised. Two classes have one row of coefficients, K > 2 have K (softmax).
#pragma once

#include <cstdint>
#include <vector>

#include "host/models/linear/anchors.hpp"
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
  /// Design::spread.
  [[nodiscard]] const std::vector<double>& spread() const noexcept { return spread_; }
  /// What C makes of the penalty beside the mean loss: 1 / (C * sum of weights).
  [[nodiscard]] double penalty(double c) const { return 1.0 / (c * design_.total_weight()); }
  /// Where fits begin.
  [[nodiscard]] const Anchors& anchors() const noexcept { return anchors_; }

 private:
  Design design_;
  std::vector<double> spread_;
  Anchors anchors_;
  int classes_;
  std::vector<int> present_;
  kernels::Buffer<std::int32_t> label_;
};

/// The objective at a point: coefficients [c * outputs + k] of the centered columns, then one intercept per output if there are any. Every
/// sum over the rows is canonical, so values have the same bits for any number of threads and on every device.
class Objective {
 public:
  /// Stands at 0, where nothing is computed yet. `penalty`: factor of half the sum of squared coefficients.
  Objective(const LogisticRows& rows, double penalty, const Exec& exec);

  [[nodiscard]] std::size_t size() const noexcept { return point_.size(); }
  /// Those of the coefficients; the intercepts follow.
  [[nodiscard]] std::size_t coefficients() const noexcept { return rows_.design().columns() * rows_.outputs(); }
  [[nodiscard]] double penalty() const noexcept { return penalty_; }
  [[nodiscard]] std::size_t outputs() const noexcept { return rows_.outputs(); }

  /// Makes `point` the one that the rest speaks of.
  void move_to(std::vector<double> point);
  /// The same, where slopes() is known for it already: no row is looked at.
  void start_at(std::vector<double> point, std::vector<double> slopes);
  [[nodiscard]] const std::vector<double>& point() const noexcept { return point_; }
  /// The derivative of the mean loss.
  [[nodiscard]] const std::vector<double>& slopes() const noexcept { return slopes_; }
  /// The derivative of the objective: with the penalty's.
  [[nodiscard]] const std::vector<double>& gradient() const noexcept { return gradient_; }
  /// Largest absolute component of the gradient, as it would be if every column had a spread of 1.
  [[nodiscard]] double steepness() const;
  /// An absolute component of a gradient as it would be if its column had a spread of 1; 0 for a column without.
  [[nodiscard]] double scaled(double component, std::size_t i) const;
  [[nodiscard]] double value();

  /// Whether size() is so small that curvature() costs less than solving without it.
  [[nodiscard]] bool keeps_matrix() const noexcept { return size() <= 200; }
  /// The second derivative of the mean loss: size() * size() values.
  [[nodiscard]] std::vector<double> curvature();
  /// Such a matrix with the penalty's part. Along what a softmax has in common (remove_common), where the loss does not bend at all, it is
  /// bent as much as elsewhere, so that it can be factored.
  [[nodiscard]] std::vector<double> bent(std::vector<double> curvature) const;
  /// The diagonal of the second derivative.
  [[nodiscard]] std::vector<double> curvature_diagonal();
  /// The second derivative times `direction`, after curvature_diagonal.
  [[nodiscard]] std::vector<double> curvature_times(const std::vector<double>& direction);
  /// Takes the mean over the outputs out of each column's coefficients and out of the intercepts, if there are several outputs. What a
  /// softmax has in common changes no probability, so the minimum has none of it; along it the objective hardly bends, or not at all.
  void remove_common(std::vector<double>& direction) const;
  /// Makes `direction` the one that value_along speaks of, until the next call that is not const.
  void look_along(const std::vector<double>& direction);
  /// The objective at point + step * direction.
  [[nodiscard]] double value_along(double step) const;

 private:
  void look_at_rows();
  void add_penalty();
  void score(const std::vector<double>& point, kernels::Buffer<double>& scores);
  void place(std::vector<double>& matrix, const std::vector<double>& gram, std::size_t k, std::size_t l) const;
  [[nodiscard]] std::vector<double> collect(std::vector<double> column_sums, const kernels::Buffer<double>& per_row) const;

  const LogisticRows& rows_;
  Exec exec_;
  double penalty_;
  bool intercepts_;
  bool current_ = false;  ///< scores_ and probability_ are those of the point
  kernels::Buffer<double> coefficients_there_, offsets_there_;
  kernels::Buffer<double> scores_, probability_, work_;  ///< rows * outputs each
  std::vector<double> point_, slopes_, gradient_, direction_;
};

}  // namespace trainyard::models::linear
