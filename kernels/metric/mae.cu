#include "kernels/metric/absolute_error.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {

Entry mae() {
  return {.name = "mae",
          .aliases = {"mean_absolute_error"},
          .doc = "mean of |actual - predicted|, in units of the target",
          .greater_is_better = false,
          .kind = Kind::values,
          .form = Form::sums,
          .function = mean_of<AbsoluteError>,
          .terms = {1, write_terms<AbsoluteError>, mean_of_sum}};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
