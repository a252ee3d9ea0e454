#include <cmath>
#include <limits>

#include "kernels/metric/list.hpp"
#include "kernels/reduce/sum.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

// scikit-learn's definition: an actual value nearer to 0 than the machine epsilon counts as the epsilon.
struct RelativeError {
  Rows rows;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const double size = std::fabs(rows.actual[row]);
    return std::fabs(rows.actual[row] - static_cast<double>(rows.predicted[row])) / (size < epsilon ? epsilon : size);
  }
};

double mean_relative_error(const Exec& exec, const Rows& rows) {
  return reduce::TRAINYARD_BACKEND::sum(exec, rows.count, RelativeError{rows}) / static_cast<double>(rows.count);
}

}  // namespace

Entry mape() {
  return {.name = "mape",
          .aliases = {"mean_absolute_percentage_error"},
          .doc = "mean of |actual - predicted| / |actual|, a fraction: 0.1 is 10 %",
          .greater_is_better = false,
          .function = mean_relative_error};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
