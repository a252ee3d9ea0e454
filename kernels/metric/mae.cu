#include <cmath>

#include "kernels/metric/list.hpp"
#include "kernels/reduce/sum.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

struct AbsoluteError {
  Rows rows;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    return std::fabs(rows.actual[row] - static_cast<double>(rows.predicted[row]));
  }
};

double mean_absolute_error(const Exec& exec, const Rows& rows) {
  return reduce::TRAINYARD_BACKEND::sum(exec, rows.count, AbsoluteError{rows}) / static_cast<double>(rows.count);
}

}  // namespace

Entry mae() {
  return {.name = "mae",
          .aliases = {"mean_absolute_error"},
          .doc = "mean of |actual - predicted|, in units of the target",
          .greater_is_better = false,
          .function = mean_absolute_error};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
