#include "host/models/linear/newton.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include "host/error/error.hpp"
#include "host/models/linear/conjugate_gradients.hpp"
#include "host/models/linear/factor.hpp"
#include "host/models/linear/vectors.hpp"

namespace trainyard::models::linear {
namespace {

using Vector = std::vector<double>;

/// Where to go from the objective's point, by the latest factor.
class Directions {
 public:
  Directions(Objective& objective, const NewtonSettings& settings, const Vector& curvature) : objective_(objective), settings_(settings) {
    fresh_ = !curvature.empty();
    if (fresh_) factor_.emplace(objective.bent(curvature), objective.size());
  }

  /// Whether the second derivative is that of the point.
  [[nodiscard]] bool fresh() const noexcept { return fresh_; }

  Vector next() {
    if (!factor_) refresh();
    if (!factor_ || !factor_->positive()) {
      fresh_ = true;
      return conjugate_gradients(objective_, [&] { check_stop(settings_); });
    }
    Vector direction = factor_->solve(objective_.gradient());
    for (double& each : direction) each = -each;
    objective_.remove_common(direction);
    return direction;
  }

  void refresh() {
    fresh_ = true;
    if (objective_.keeps_matrix()) factor_.emplace(objective_.bent(objective_.curvature()), objective_.size());
  }

  /// The point moved, and its steepness fell to `steepness`, `share` of what it was. A few more such steps must reach tol, or it takes the
  /// second derivative anew: the fewer unknowns, the cheaper that is beside a step.
  void moved(double steepness, double share) {
    fresh_ = false;
    double reached = steepness;
    for (std::size_t step = 0; step < 3 + objective_.size() / 16 && reached > settings_.tol; ++step) reached *= share;
    if (reached > settings_.tol) refresh();
  }

 private:
  Objective& objective_;
  const NewtonSettings& settings_;
  std::optional<Factor> factor_;
  bool fresh_ = false;
};

/// The first of 1, 1/2, 1/4, … that lowers the objective from `value` enough (Armijo); 0 when none does. `noise` is what rounding may add
/// to it.
double line_search(Objective& objective, const Vector& direction, double value, double descent, double noise) {
  objective.look_along(direction);
  for (double step = 1.0; step > 1e-12; step /= 2) {
    if (objective.value_along(step) <= value + 1e-4 * step * descent + noise) return step;
  }
  return 0;
}

/// A step whose length is searched for, along a Newton direction that did not halve the steepness; false where it was the last.
bool careful_step(Objective& objective, const Vector& direction, NewtonEnd& end) {
  const double steepness = objective.steepness(), value = objective.value();
  const double descent = dot(objective.gradient(), direction);
  const double noise = 4 * std::numeric_limits<double>::epsilon() * std::abs(value);
  const double step = descent < 0 ? line_search(objective, direction, value, descent, noise) : 0;
  end.at_rounding = step == 0;
  if (end.at_rounding) return false;
  const Vector before = objective.point();
  Vector point = before;
  add(point, step, direction);
  objective.move_to(std::move(point));
  // Where the objective itself can no longer tell points apart the gradient still does, as long as it shrinks.
  end.at_rounding = -descent <= noise && objective.steepness() > steepness / 2;
  if (end.at_rounding && objective.steepness() > steepness) objective.move_to(before);
  return !end.at_rounding;
}

}  // namespace

void check_stop(const NewtonSettings& settings) {
  if (settings.stop && settings.stop()) throw Error(ExitCode::interrupted, "training was stopped");
}

NewtonEnd minimize(Objective& objective, const NewtonSettings& settings, const Vector& curvature) {
  Directions directions(objective, settings, curvature);
  NewtonEnd end;
  for (bool going = true; going;) {
    const double steepness = objective.steepness();
    end.converged = steepness <= settings.tol;
    if (end.converged || end.iterations == settings.max_iter) return end;
    check_stop(settings);
    const Vector before = objective.point(), direction = directions.next();
    Vector point = before;
    add(point, 1.0, direction);
    objective.move_to(std::move(point));
    ++end.iterations;
    const double now = objective.steepness();
    if (now <= steepness / 2) {
      directions.moved(now, now / steepness);
      continue;
    }
    objective.move_to(before);
    if (!directions.fresh()) {
      directions.refresh();
      continue;
    }
    going = careful_step(objective, direction, end);
    if (going) directions.refresh();
  }
  end.converged = objective.steepness() <= settings.tol;
  return end;
}

}  // namespace trainyard::models::linear
