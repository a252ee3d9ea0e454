#include "host/models/linear/newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/error/error.hpp"

namespace trainyard::models::linear {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void add(Vector& to, double factor, const Vector& other) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * other[i];
}

/// The residual as the preconditioner sees it.
Vector conditioned_by(const Vector& diagonal, const Vector& residual, const Objective& objective) {
  Vector out(residual.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = residual[i] / diagonal[i];
  objective.remove_common(out);
  return out;
}

void check_stop(const NewtonSettings& settings) {
  if (settings.stop && settings.stop()) throw Error(ExitCode::interrupted, "training was stopped");
}

/// Solves curvature * direction = -gradient until the residual, measured with the preconditioner, is a fraction of what it was.
Vector newton_direction(Objective& objective, const NewtonSettings& settings) {
  Vector diagonal = objective.curvature_diagonal();
  // An intercept has no penalty: where all rows are classified beyond doubt nothing bends.
  for (double& entry : diagonal) entry = std::max(entry, 1e-12);
  Vector residual(objective.size());
  add(residual, -1.0, objective.gradient());
  Vector conditioned = conditioned_by(diagonal, residual, objective);
  Vector search = conditioned;
  double size = dot(residual, conditioned);
  // With the root of the distance the steps converge superlinearly (Nocedal and Wright, theorem 7.2).
  const double fraction = std::clamp(std::sqrt(std::sqrt(size)), 1e-8, 0.25);
  const double enough = fraction * fraction * size;
  const std::size_t most = std::clamp<std::size_t>(2 * objective.size(), 50, 2000);
  Vector direction(objective.size());
  for (std::size_t i = 0; i < most; ++i) {
    check_stop(settings);
    const Vector bent = objective.curvature_times(search);
    const double curvature = dot(search, bent);
    if (!(curvature > 0)) break;
    const double step = size / curvature;
    add(direction, step, search);
    add(residual, -step, bent);
    conditioned = conditioned_by(diagonal, residual, objective);
    const double next = dot(residual, conditioned);
    if (!(next > enough)) break;
    for (std::size_t j = 0; j < search.size(); ++j) search[j] = conditioned[j] + next / size * search[j];
    size = next;
  }
  return direction;
}

/// The first of 1, 1/2, 1/4, … that lowers the objective enough (Armijo); 0 when none does. `noise` is what rounding may add to it.
double line_search(Objective& objective, const Vector& direction, double descent, double noise) {
  objective.look_along(direction);
  for (double step = 1.0; step > 1e-12; step /= 2) {
    if (objective.value_along(step) <= objective.value() + 1e-4 * step * descent + noise) return step;
  }
  return 0;
}

}  // namespace

NewtonEnd minimize(Objective& objective, const NewtonSettings& settings) {
  NewtonEnd end;
  while (true) {
    const double steepness = objective.steepness();
    end.converged = steepness <= settings.tol;
    if (end.converged || end.iterations == settings.max_iter) return end;
    check_stop(settings);
    const Vector direction = newton_direction(objective, settings);
    const double descent = dot(objective.gradient(), direction);
    const double noise = 4 * std::numeric_limits<double>::epsilon() * std::abs(objective.value());
    const double step = descent < 0 ? line_search(objective, direction, descent, noise) : 0;
    if (step == 0) {
      end.at_rounding = true;
      return end;
    }
    const Vector before = objective.point();
    Vector point = before;
    add(point, step, direction);
    objective.move_to(std::move(point));
    ++end.iterations;
    // Where the objective itself can no longer tell points apart the gradient still does, as long as it shrinks.
    if (-descent <= noise && objective.steepness() > steepness / 2) {
      if (objective.steepness() > steepness) objective.move_to(before);
      end.converged = objective.steepness() <= settings.tol;
      end.at_rounding = true;
      return end;
    }
  }
}

}  // namespace trainyard::models::linear
