#include <cmath>
#include <limits>

#include "kernels/metric/mean.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

// scikit-learn's definition: an actual value nearer to 0 than the machine epsilon counts as the epsilon.
struct RelativeError {
  const double* actual;
  const float* predicted;
  explicit RelativeError(const Rows& rows) : actual(rows.actual), predicted(rows.predicted) {}
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const double size = std::fabs(actual[row]);
    return std::fabs(actual[row] - static_cast<double>(predicted[row])) / (size < epsilon ? epsilon : size);
  }
};

}  // namespace

Entry mape() {
  return {.name = "mape",
          .aliases = {"mean_absolute_percentage_error"},
          .doc = "mean of |actual - predicted| / |actual|, a fraction: 0.1 is 10 %",
          .greater_is_better = false,
          .kind = Kind::values,
          .form = Form::sums,
          .function = mean_of<RelativeError>,
          .terms = {1, write_terms<RelativeError>, mean_of_sum}};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
