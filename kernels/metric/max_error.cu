#include <limits>

#include "kernels/base/buffer.hpp"
#include "kernels/metric/absolute_error.cuh"
#include "kernels/reduce/moments.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

// A row without weight does not count, but its NaN does, as in a weighted mean.
struct CountedError {
  AbsoluteError error;
  const double* weight;
  explicit CountedError(const Rows& rows) : error(rows), weight(rows.weight) {}
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const double size = error(row);
    return weight != nullptr && weight[row] == 0.0 && size == size ? 0.0 : size;
  }
};

double largest_absolute_error(const Exec& exec, const Rows& rows) {
  Buffer<double> errors(exec, rows.count);
  write_terms<CountedError>(exec, rows, errors.data());
  const reduce::Moments found = reduce::TRAINYARD_BACKEND::moments_partial(exec, errors.view(), 0).finish();
  return found.missing > 0 ? std::numeric_limits<double>::quiet_NaN() : found.max;
}

}  // namespace

Entry max_error() {
  return {.name = "max_error",
          .aliases = {},
          .doc = "largest |actual - predicted| of the rows that have a weight, in units of the target",
          .greater_is_better = false,
          .kind = Kind::values,
          .form = Form::largest_term,
          .function = largest_absolute_error,
          .terms = {1, write_terms<AbsoluteError>, nullptr}};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
