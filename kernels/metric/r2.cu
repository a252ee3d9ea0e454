#include <cmath>
#include <limits>

#include "kernels/metric/squared_error.cuh"
#include "kernels/reduce/moments.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

// As scikit-learn's r2_score: one row has no R2; a constant target gives 1 when every prediction is exact and 0 when not.
double coefficient_of_determination(const Exec& exec, const Rows& rows) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (rows.count < 2) return nan;
  const double errors = reduce::TRAINYARD_BACKEND::sum(exec, rows.count, SquaredError{rows});
  const double spread = reduce::TRAINYARD_BACKEND::moments_partial(exec, {rows.actual, rows.count}, 0).finish().m2;
  if (spread == 0.0) return std::isnan(errors) ? nan : errors == 0.0 ? 1.0 : 0.0;
  const double score = 1.0 - errors / spread;
  return std::isnan(score) ? nan : score;
}

}  // namespace

Entry r2() {
  return {.name = "r2",
          .aliases = {"r2_score"},
          .doc = "1 - sum of (actual - predicted)^2 / sum of (actual - mean actual)^2: 1 is exact, 0 is no better than the mean",
          .greater_is_better = true,
          .function = coefficient_of_determination};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
