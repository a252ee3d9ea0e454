#include "host/models/linear/proximal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "host/models/linear/soft_threshold.hpp"
#include "host/models/linear/vectors.hpp"

namespace trainyard::models::linear {
namespace {

using Vector = std::vector<double>;

double absolute_sum(const Objective& objective, const Vector& point) {
  double sum = 0;
  for (std::size_t i = 0; i < objective.coefficients(); ++i) sum += std::abs(point[i]);
  return sum;
}

/// The second derivative. A softmax's intercepts have a direction along which nothing bends: there it is bent.
Vector matrix_of(Objective& objective) {
  Vector matrix = objective.curvature();
  const std::size_t n = objective.size(), first = objective.coefficients();
  for (std::size_t i = 0; i < first; ++i) matrix[i + i * n] += objective.penalty();
  const double part = first < n && objective.outputs() > 1 ? matrix[first + first * n] : 0.0;
  for (std::size_t j = first; j < n; ++j) {
    for (std::size_t i = first; i < n; ++i) matrix[i + j * n] += part;
  }
  return matrix;
}

/// The model gradient' d + d' matrix d / 2 + l1 * sum |point + d| at a d.
class QuadraticModel {
 public:
  QuadraticModel(const Objective& objective, const Vector& matrix, double l1)
      : objective_(objective), matrix_(matrix), l1_(l1), at_(objective.point()), slope_(objective.gradient()) {}

  [[nodiscard]] Vector direction() const {
    Vector out = at_;
    add(out, -1.0, objective_.point());
    return out;
  }

  /// Minimises along each coordinate in turn; returns the largest change, measured by the bend.
  double sweep() {
    double change = 0;
    for (std::size_t j = 0; j < at_.size(); ++j) {
      const double bend = matrix_[j + j * at_.size()];
      if (!(bend > 0)) continue;
      const double target = at_[j] - slope_[j] / bend;
      const double next = j < objective_.coefficients() ? soft_threshold(target, l1_ / bend) : target;
      change = std::max(change, std::abs(next - at_[j]) * std::sqrt(bend));
      move(j, next);
    }
    for (std::size_t first = 0; objective_.outputs() > 1 && first < objective_.coefficients(); first += objective_.outputs()) {
      change = std::max(change, shift(first));
    }
    return change;
  }

 private:
  void move(std::size_t j, double next) {
    const double moved = next - at_[j];
    if (moved == 0) return;
    at_[j] = next;
    for (std::size_t i = 0; i < at_.size(); ++i) slope_[i] += moved * matrix_[i + j * at_.size()];
  }

  /// All outputs' coefficients of one column together, which a softmax does not see: one by one they would hardly get anywhere.
  double shift(std::size_t first) {
    const std::size_t outputs = objective_.outputs();
    double slope = 0;
    for (std::size_t k = 0; k < outputs; ++k) slope += slope_[first + k];
    const double bend = objective_.penalty() * static_cast<double>(outputs);
    const double by = common_shift(std::span(at_).subspan(first, outputs), l1_, bend, slope);
    for (std::size_t k = 0; k < outputs && by != 0; ++k) move(first + k, at_[first + k] + by);
    return std::abs(by) * std::sqrt(matrix_[first + first * at_.size()]);
  }

  const Objective& objective_;
  const Vector& matrix_;
  double l1_;
  Vector at_, slope_;
};

/// The d where the model is least, by coordinate descent.
Vector model_minimum(const Objective& objective, const Vector& matrix, double l1, const NewtonSettings& settings) {
  QuadraticModel model(objective, matrix, l1);
  double largest = 0;
  constexpr int most = 10'000;
  for (int sweep = 0; sweep < most; ++sweep) {
    if (sweep % 100 == 0) check_stop(settings);
    const double change = model.sweep();
    largest = std::max(largest, change);
    if (change <= 1e-12 * largest) break;
  }
  return model.direction();
}

/// Halves the step until the objective with its absolute values falls enough; false where it never does.
bool shorten(Objective& objective, const Vector& before, const Vector& direction, double l1, NewtonEnd& end) {
  const double steepness_before = steepness(objective, l1);
  const double absolute = absolute_sum(objective, before), value = objective.value() + l1 * absolute;
  const double noise = 4 * std::numeric_limits<double>::epsilon() * std::abs(value);
  Vector there = before;
  add(there, 1.0, direction);
  const double descent = dot(objective.gradient(), direction) + l1 * (absolute_sum(objective, there) - absolute);
  objective.look_along(direction);
  for (double step = 1.0; descent < 0 && step > 1e-12; step /= 2) {
    there = before;
    add(there, step, direction);
    if (objective.value_along(step) + l1 * absolute_sum(objective, there) > value + 1e-4 * step * descent + noise) continue;
    objective.move_to(there);
    end.at_rounding = -descent <= noise && steepness(objective, l1) > steepness_before / 2;
    if (end.at_rounding && steepness(objective, l1) > steepness_before) objective.move_to(before);
    return !end.at_rounding;
  }
  end.at_rounding = true;
  return false;
}

}  // namespace

double steepness(const Objective& objective, double l1) {
  double largest = 0;
  for (std::size_t i = 0; i < objective.size(); ++i) {
    double slope = objective.gradient()[i];
    if (i < objective.coefficients()) {
      const double at = objective.point()[i];
      slope = at == 0 ? std::max(std::abs(slope) - l1, 0.0) : slope + std::copysign(l1, at);
    }
    const double size = objective.scaled(slope, i);
    if (!(size <= largest)) largest = size;  // also where it is NaN
  }
  return largest;
}

NewtonEnd minimize(Objective& objective, double l1, const NewtonSettings& settings) {
  NewtonEnd end;
  for (bool going = true; going;) {
    const double now = steepness(objective, l1);
    end.converged = now <= settings.tol;
    if (end.converged || end.iterations == settings.max_iter) return end;
    check_stop(settings);
    const Vector before = objective.point();
    const Vector direction = model_minimum(objective, matrix_of(objective), l1, settings);
    Vector point = before;
    add(point, 1.0, direction);
    objective.move_to(std::move(point));
    ++end.iterations;
    if (steepness(objective, l1) <= now / 2) continue;
    objective.move_to(before);
    going = shorten(objective, before, direction, l1, end);
  }
  end.converged = steepness(objective, l1) <= settings.tol;
  return end;
}

}  // namespace trainyard::models::linear
