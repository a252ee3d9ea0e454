#include "host/models/linear/objective.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "kernels/linear/softmax.hpp"
#include "kernels/linear/times.hpp"
#include "kernels/linear/transposed_times.hpp"

namespace trainyard::models::linear {

using kernels::Buffer;
namespace ops = kernels::linear;

namespace {

/// The classes of rows that count.
std::vector<int> present_classes(const Labelled& data) {
  std::vector<bool> seen(static_cast<std::size_t>(data.target.classes));
  for (std::size_t r = 0; r < data.y.size(); ++r) {
    if (data.weight.empty() || data.weight[r] > 0) seen[static_cast<std::size_t>(data.y[r])] = true;
  }
  std::vector<int> present;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    if (seen[k]) present.push_back(static_cast<int>(k));
  }
  if (present.size() < 2) {
    throw Error(ExitCode::bad_data,
                "all training rows are of class number " + std::to_string(present.front()) +
                    ": logistic needs rows of two classes at least; check the target and the split, or use split.method stratified");
  }
  return present;
}

/// Rows of classes without weight keep place 0, which their weight of 0 makes irrelevant.
std::vector<std::int32_t> places(const Labelled& data, const std::vector<int>& present) {
  std::vector<std::int32_t> place_of(static_cast<std::size_t>(data.target.classes));
  for (std::size_t i = 0; i < present.size(); ++i) place_of[static_cast<std::size_t>(present[i])] = static_cast<std::int32_t>(i);
  std::vector<std::int32_t> out(data.y.size());
  std::ranges::transform(data.y, out.begin(), [&](float label) { return place_of[static_cast<std::size_t>(label)]; });
  return out;
}

}  // namespace

LogisticRows::LogisticRows(const Exec& exec, const Labelled& data, bool fit_intercept)
    : design_(exec, data, fit_intercept, "logistic"),
      classes_(data.target.classes),
      present_(present_classes(data)),
      label_(exec, places(data, present_)) {}

Objective::Objective(const LogisticRows& rows, double c, const Exec& exec)
    : rows_(rows),
      exec_(rows.design().on(exec)),
      penalty_(1.0 / (c * rows.design().total_weight())),
      intercepts_(rows.design().centered()),
      spread_(rows.design().spread(exec)),
      coefficients_there_(exec_, coefficients()),
      offsets_there_(exec_, std::vector<double>(rows.outputs())),
      scores_(exec_, rows.design().rows() * rows.outputs()),
      probability_(exec_, scores_.size()),
      work_(exec_, scores_.size()) {
  move_to(std::vector<double>(coefficients() + (intercepts_ ? rows.outputs() : 0)));
}

void Objective::score(const std::vector<double>& point, Buffer<double>& scores) {
  coefficients_there_.upload(std::span(point).first(coefficients()));
  if (intercepts_) offsets_there_.upload(std::span(point).subspan(coefficients()));
  ops::times(exec_, rows_.design().view(), coefficients_there_.view(), offsets_there_.view(), matrix(scores, rows_.outputs()));
}

/// Sums over the rows made means: those of the columns, then those of `per_row` itself for the intercepts.
std::vector<double> Objective::collect(std::vector<double> column_sums, const Buffer<double>& per_row) const {
  if (intercepts_) {
    const auto sums = ops::column_sums(exec_, matrix(per_row, rows_.outputs()));
    column_sums.insert(column_sums.end(), sums.begin(), sums.end());
  }
  for (double& sum : column_sums) sum /= rows_.design().total_weight();
  return column_sums;
}

void Objective::move_to(std::vector<double> point) {
  point_ = std::move(point);
  score(point_, scores_);
  const ops::ClassRows rows{rows_.label(), rows_.design().weight()};
  const auto scores = matrix(std::as_const(scores_), rows_.outputs());
  ops::loss_slopes(exec_, rows, scores, matrix(probability_, rows_.outputs()), matrix(work_, rows_.outputs()));
  gradient_ =
      collect(ops::transposed_times(exec_, rows_.design().view(), matrix(std::as_const(work_), rows_.outputs())), std::as_const(work_));
  double squares = 0;
  for (std::size_t i = 0; i < coefficients(); ++i) {
    gradient_[i] += penalty_ * point_[i];
    squares += point_[i] * point_[i];
  }
  value_ = ops::log_loss(exec_, rows, scores, scores, 0.0) / rows_.design().total_weight() + 0.5 * penalty_ * squares;
}

double Objective::steepness() const {
  double largest = 0;
  for (std::size_t i = 0; i < gradient_.size(); ++i) {
    const double spread = i < coefficients() ? spread_[i / rows_.outputs()] : 1.0;
    if (spread > 0) largest = std::max(largest, std::abs(gradient_[i]) / spread);
  }
  return largest;
}

std::vector<double> Objective::curvature_diagonal() {
  ops::curvature_diagonals(exec_, rows_.design().weight(), matrix(std::as_const(probability_), rows_.outputs()),
                           matrix(work_, rows_.outputs()));
  auto out = collect(ops::transposed_squares(exec_, rows_.design().view(), matrix(std::as_const(work_), rows_.outputs())), work_);
  for (std::size_t i = 0; i < coefficients(); ++i) out[i] += penalty_;
  return out;
}

std::vector<double> Objective::curvature_times(const std::vector<double>& direction) {
  score(direction, work_);
  ops::curvature_times(exec_, rows_.design().weight(), matrix(std::as_const(probability_), rows_.outputs()),
                       matrix(work_, rows_.outputs()));
  auto out = collect(ops::transposed_times(exec_, rows_.design().view(), matrix(std::as_const(work_), rows_.outputs())), work_);
  for (std::size_t i = 0; i < coefficients(); ++i) out[i] += penalty_ * direction[i];
  return out;
}

void Objective::remove_common(std::vector<double>& direction) const {
  const std::size_t outputs = rows_.outputs();
  if (outputs == 1) return;
  for (std::size_t first = 0; first < direction.size(); first += outputs) {
    double mean = 0;
    for (std::size_t k = 0; k < outputs; ++k) mean += direction[first + k];
    mean /= static_cast<double>(outputs);
    for (std::size_t k = 0; k < outputs; ++k) direction[first + k] -= mean;
  }
}

void Objective::look_along(const std::vector<double>& direction) {
  direction_ = direction;
  score(direction_, work_);
}

double Objective::value_along(double step) const {
  double squares = 0;
  for (std::size_t i = 0; i < coefficients(); ++i) {
    const double moved = point_[i] + step * direction_[i];
    squares += moved * moved;
  }
  const double loss = ops::log_loss(exec_, {rows_.label(), rows_.design().weight()}, matrix(scores_, rows_.outputs()),
                                    matrix(work_, rows_.outputs()), step);
  return loss / rows_.design().total_weight() + 0.5 * penalty_ * squares;
}

}  // namespace trainyard::models::linear
