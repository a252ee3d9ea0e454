#include <limits>

#include "kernels/metric/mean.cuh"
#include "kernels/reduce/class_number.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

// As scikit-learn's brier_score_loss: with two classes of class 1 alone, so from 0 to 1; with more the sum over the classes, from 0 to 2.
struct SquaredMiss {
  const double* actual;
  const float* predicted;
  std::size_t classes;
  explicit SquaredMiss(const Rows& rows)
      : actual(rows.actual), predicted(rows.predicted), classes(static_cast<std::size_t>(rows.classes)) {}
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    if (!reduce::TRAINYARD_BACKEND::is_class(actual[row], classes)) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0.0;
    for (std::size_t k = classes == 2 ? 1 : 0; k < classes; ++k) {
      const double miss = (actual[row] == static_cast<double>(k) ? 1.0 : 0.0) - static_cast<double>(predicted[row * classes + k]);
      sum += miss * miss;
    }
    return sum;
  }
};

}  // namespace

Entry brier() {
  return {.name = "brier",
          .aliases = {"brier_score_loss"},
          .doc = "mean of (1 if the row is of class 1, else 0, - its probability)^2; multiclass: their sum over the classes, up to 2",
          .greater_is_better = false,
          .kind = Kind::probabilities,
          .form = Form::sums,
          .function = mean_of<SquaredMiss>,
          .terms = {1, write_terms<SquaredMiss>, mean_of_sum}};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
