#include "host/models/linear/objective.hpp"

#include <algorithm>
#include <cmath>

#include "host/error/error.hpp"
#include "kernels/linear/softmax.hpp"
#include "kernels/linear/times.hpp"
#include "kernels/linear/transposed_times.hpp"
#include "kernels/linear/weighted_gram.hpp"

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
      spread_(design_.spread(exec)),
      classes_(data.target.classes),
      present_(present_classes(data)),
      label_(exec, places(data, present_)) {}

Objective::Objective(const LogisticRows& rows, double penalty, const Exec& exec)
    : rows_(rows),
      exec_(rows.design().on(exec)),
      penalty_(penalty),
      intercepts_(rows.design().centered()),
      coefficients_there_(exec_, coefficients()),
      offsets_there_(exec_, std::vector<double>(rows.outputs())),
      scores_(exec_, rows.design().rows() * rows.outputs()),
      probability_(exec_, scores_.size()),
      work_(exec_, scores_.size()),
      point_(coefficients() + (intercepts_ ? rows.outputs() : 0)) {}

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
  look_at_rows();
  add_penalty();
}

void Objective::start_at(std::vector<double> point, std::vector<double> slopes) {
  point_ = std::move(point);
  slopes_ = std::move(slopes);
  current_ = false;
  add_penalty();
}

void Objective::look_at_rows() {
  score(point_, scores_);
  const ops::ClassRows rows{rows_.label(), rows_.design().weight()};
  ops::loss_slopes(exec_, rows, matrix(std::as_const(scores_), rows_.outputs()), matrix(probability_, rows_.outputs()),
                   matrix(work_, rows_.outputs()));
  slopes_ = collect(ops::transposed_times(exec_, rows_.design().view(), matrix(std::as_const(work_), rows_.outputs())), work_);
  current_ = true;
}

void Objective::add_penalty() {
  gradient_ = slopes_;
  for (std::size_t i = 0; i < coefficients(); ++i) gradient_[i] += penalty_ * point_[i];
}

double Objective::scaled(double component, std::size_t i) const {
  const double spread = i < coefficients() ? rows_.spread()[i / rows_.outputs()] : 1.0;
  return spread > 0 ? std::abs(component) / spread : 0.0;
}

double Objective::steepness() const {
  double largest = 0;
  for (std::size_t i = 0; i < gradient_.size(); ++i) {
    const double size = scaled(gradient_[i], i);
    if (!(size <= largest)) largest = size;  // also where it is NaN
  }
  return largest;
}

double Objective::value() {
  look_along(std::vector<double>(size()));
  return value_along(0.0);
}

std::vector<double> Objective::curvature() {
  if (!current_) look_at_rows();
  const std::size_t outputs = rows_.outputs();
  std::vector<double> out(size() * size());
  Buffer<double> weight(exec_, rows_.design().rows());
  for (std::size_t l = 0; l < outputs; ++l) {
    for (std::size_t k = 0; k <= l; ++k) {
      ops::curvature_of_pair(exec_, rows_.design().weight(), matrix(std::as_const(probability_), outputs), k, l, weight.view());
      place(out, ops::weighted_gram(exec_, rows_.design().view(), std::as_const(weight).view()), k, l);
    }
  }
  return out;
}

/// The sums of outputs k and l into both of their places, made means.
void Objective::place(std::vector<double>& matrix, const std::vector<double>& gram, std::size_t k, std::size_t l) const {
  const std::size_t outputs = rows_.outputs(), n = rows_.design().columns() + 1, used = intercepts_ ? n : n - 1;
  for (std::size_t j = 0; j < used; ++j) {
    for (std::size_t i = 0; i < used; ++i) {
      const double mean = gram[i + j * n] / rows_.design().total_weight();
      matrix[i * outputs + k + (j * outputs + l) * size()] = mean;
      matrix[i * outputs + l + (j * outputs + k) * size()] = mean;
    }
  }
}

std::vector<double> Objective::bent(std::vector<double> curvature) const {
  const std::size_t outputs = rows_.outputs();
  for (std::size_t i = 0; i < coefficients(); ++i) curvature[i + i * size()] += penalty_;
  for (std::size_t first = 0; outputs > 1 && first < size(); first += outputs) {
    const double part = curvature[first + first * size()] / static_cast<double>(outputs);
    for (std::size_t l = 0; l < outputs; ++l) {
      for (std::size_t k = 0; k < outputs; ++k) curvature[first + k + (first + l) * size()] += part;
    }
  }
  return curvature;
}

std::vector<double> Objective::curvature_diagonal() {
  if (!current_) look_at_rows();
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
  if (!current_) look_at_rows();
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
