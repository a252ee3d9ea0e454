#include <cmath>

#include "kernels/metric/squared_error.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

double root_mean_squared_error(const Exec& exec, const Rows& rows) {
  return std::sqrt(mean(exec, rows, SquaredError{rows.actual, rows.predicted}));
}

}  // namespace

Entry rmse() {
  return {.name = "rmse",
          .aliases = {"root_mean_squared_error"},
          .doc = "square root of the mean of (actual - predicted)^2, in units of the target",
          .greater_is_better = false,
          .kind = Kind::values,
          .function = root_mean_squared_error};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
