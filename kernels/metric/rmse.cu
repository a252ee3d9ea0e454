#include <cmath>

#include "kernels/metric/squared_error.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

double root_mean_squared_error(const Exec& exec, const Rows& rows) { return std::sqrt(mean_of<SquaredError>(exec, rows)); }

double root_of_squares(const Squares& squares) { return std::sqrt(squares.errors / squares.weight); }

double root_of_mean(std::span<const double> sums, double weight) { return std::sqrt(mean_of_sum(sums, weight)); }

}  // namespace

Entry rmse() {
  return {.name = "rmse",
          .aliases = {"root_mean_squared_error"},
          .doc = "square root of the mean of (actual - predicted)^2, in units of the target",
          .greater_is_better = false,
          .kind = Kind::values,
          .form = Form::sums,
          .function = root_mean_squared_error,
          .terms = {1, write_terms<SquaredError>, root_of_mean},
          .of_squares = root_of_squares};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
