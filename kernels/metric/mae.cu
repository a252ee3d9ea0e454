#include <cmath>

#include "kernels/metric/mean.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

struct AbsoluteError {
  const double* actual;
  const float* predicted;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const { return std::fabs(actual[row] - static_cast<double>(predicted[row])); }
};

double mean_absolute_error(const Exec& exec, const Rows& rows) { return mean(exec, rows, AbsoluteError{rows.actual, rows.predicted}); }

}  // namespace

Entry mae() {
  return {.name = "mae",
          .aliases = {"mean_absolute_error"},
          .doc = "mean of |actual - predicted|, in units of the target",
          .greater_is_better = false,
          .kind = Kind::values,
          .function = mean_absolute_error};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
