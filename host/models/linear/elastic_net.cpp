#include "host/models/linear/elastic_net.hpp"

#include <algorithm>
#include <cmath>

#include "host/error/error.hpp"
#include "host/models/linear/soft_threshold.hpp"
#include "host/models/linear/vectors.hpp"

namespace trainyard::models::linear {
namespace {

using Vector = std::vector<double>;

/// Coefficients, and what they leave of the gradient of half the sum of squared errors.
struct State {
  Vector coef, left;
};

void sweep(const RidgeRows& rows, Penalties penalties, State& state) {
  const std::size_t n = state.coef.size();
  for (std::size_t j = 0; j < n; ++j) {
    const double* column = rows.gram().data() + j * n;
    if (!(column[j] > 0)) continue;
    const double before = state.coef[j];
    const double after = soft_threshold(state.left[j] + column[j] * before, penalties.absolute) / (column[j] + penalties.squared);
    if (after == before) continue;
    state.coef[j] = after;
    for (std::size_t i = 0; i < n; ++i) state.left[i] -= (after - before) * column[i];
  }
}

/// The duality gap by the dual point that the residuals give when they are scaled into the feasible region, as scikit-learn's
/// enet_coordinate_descent_gram computes it.
double duality_gap(const RidgeRows& rows, Penalties penalties, const State& state) {
  double dual_norm = 0, absolute = 0;
  for (std::size_t c = 0; c < state.coef.size(); ++c) {
    dual_norm = std::max(dual_norm, std::abs(state.left[c] - penalties.squared * state.coef[c]));
    absolute += std::abs(state.coef[c]);
  }
  const double explained = dot(rows.slopes(), state.coef), squares = dot(state.coef, state.coef);
  // left = slopes - gram * coef
  const double residual = rows.squares() - explained - dot(state.left, state.coef);
  const double shrink = dual_norm > penalties.absolute ? penalties.absolute / dual_norm : 1.0;
  const double both = shrink < 1.0 ? 0.5 * residual * (1.0 + shrink * shrink) : residual;
  return both + penalties.absolute * absolute - shrink * (rows.squares() - explained) +
         0.5 * penalties.squared * (1.0 + shrink * shrink) * squares;
}

/// The exact solution for the support and the signs of `state`; false where it has other signs or another support.
bool polish(const RidgeRows& rows, Penalties penalties, State& state, const Exec& exec) {
  Support support;
  for (std::size_t c = 0; c < state.coef.size(); ++c) {
    if (state.coef[c] == 0) continue;
    support.columns.push_back(c);
    support.shift.push_back(std::copysign(penalties.absolute, state.coef[c]));
  }
  const RidgeFit solved = solve_on(rows, support, penalties.squared, exec);
  State found{solved.coef, rows.slopes()};
  for (const std::size_t c : support.columns) {
    if (!(found.coef[c] * state.coef[c] > 0)) return false;
    const double* column = rows.gram().data() + c * state.coef.size();
    for (std::size_t i = 0; i < found.left.size(); ++i) found.left[i] -= found.coef[c] * column[i];
  }
  for (std::size_t c = 0; c < found.coef.size(); ++c) {
    if (found.coef[c] == 0 && std::abs(found.left[c]) > penalties.absolute * (1 + 1e-9)) return false;
  }
  state = std::move(found);
  return true;
}

}  // namespace

ElasticNetFit fit_elastic_net(const RidgeRows& rows, Penalties penalties, const Exec& exec, const std::function<bool()>& stop) {
  State state{Vector(rows.design().columns()), rows.slopes()};
  ElasticNetFit fit;
  constexpr int most = 100'000;
  const double whole = std::max(0.5 * rows.squares(), 1e-300);
  for (double tol = 1e-6; !fit.exact && tol > 1e-15 && fit.sweeps < most; tol /= 100) {
    do {
      if (stop && stop()) throw Error(ExitCode::interrupted, "training was stopped");
      for (int i = 0; i < 10; ++i) sweep(rows, penalties, state);
      fit.sweeps += 10;
      fit.gap = duality_gap(rows, penalties, state) / whole;
    } while (fit.gap > tol && fit.sweeps < most);
    fit.exact = polish(rows, penalties, state, exec);
  }
  fit.coef = std::move(state.coef);
  fit.intercept = rows.design().intercept(rows.mean(), fit.coef, 1, 0);
  return fit;
}

}  // namespace trainyard::models::linear
