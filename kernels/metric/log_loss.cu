#include <limits>

#include "kernels/base/math.cuh"
#include "kernels/metric/mean.cuh"
#include "kernels/reduce/class_number.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// As scikit-learn's log_loss of the probabilities as doubles, which are kept away from 0 and 1 by the machine epsilon.
struct Surprise {
  const double* actual;
  const float* predicted;
  std::size_t classes;
  explicit Surprise(const Rows& rows) : actual(rows.actual), predicted(rows.predicted), classes(static_cast<std::size_t>(rows.classes)) {}
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    if (!reduce::TRAINYARD_BACKEND::is_class(actual[row], classes)) return std::numeric_limits<double>::quiet_NaN();
    const auto p = static_cast<double>(predicted[row * classes + static_cast<std::size_t>(actual[row])]);
    return -portable_log(p < epsilon ? epsilon : p > 1.0 - epsilon ? 1.0 - epsilon : p);
  }
};

}  // namespace

Entry log_loss() {
  return {.name = "log_loss",
          .aliases = {"logloss", "mlogloss"},
          .doc = "mean of -log(probability of the actual class)",
          .greater_is_better = false,
          .kind = Kind::probabilities,
          .form = Form::sums,
          .function = mean_of<Surprise>,
          .terms = {1, write_terms<Surprise>, mean_of_sum}};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
