#include "host/models/linear/conjugate_gradients.hpp"

#include <algorithm>
#include <cmath>

#include "host/models/linear/vectors.hpp"

namespace trainyard::models::linear {
namespace {

/// The residual as the preconditioner sees it.
std::vector<double> conditioned_by(const std::vector<double>& diagonal, const std::vector<double>& residual, const Objective& objective) {
  std::vector<double> out(residual.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = residual[i] / diagonal[i];
  objective.remove_common(out);
  return out;
}

}  // namespace

std::vector<double> conjugate_gradients(Objective& objective, const std::function<void()>& check) {
  std::vector<double> diagonal = objective.curvature_diagonal();
  // An intercept has no penalty: where all rows are classified beyond doubt nothing bends.
  for (double& entry : diagonal) entry = std::max(entry, 1e-12);
  std::vector<double> residual(objective.size());
  add(residual, -1.0, objective.gradient());
  std::vector<double> conditioned = conditioned_by(diagonal, residual, objective);
  std::vector<double> search = conditioned;
  double size = dot(residual, conditioned);
  // With the root of the distance the steps converge superlinearly (Nocedal and Wright, theorem 7.2).
  const double fraction = std::clamp(std::sqrt(std::sqrt(size)), 1e-8, 0.25);
  const double enough = fraction * fraction * size;
  const std::size_t most = std::clamp<std::size_t>(2 * objective.size(), 50, 2000);
  std::vector<double> direction(objective.size());
  for (std::size_t i = 0; i < most; ++i) {
    check();
    const std::vector<double> bent = objective.curvature_times(search);
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

}  // namespace trainyard::models::linear
