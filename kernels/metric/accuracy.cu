#include <limits>

#include "kernels/metric/class_scores.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

double share_decided_rightly(const Exec& exec, const Rows& rows) {
  const reduce::ConfusionMatrix matrix = confusion_of(exec, rows);
  if (matrix.outside > 0) return std::numeric_limits<double>::quiet_NaN();
  double right = 0.0;
  double all = 0.0;
  for (std::size_t cell = 0; cell < matrix.weight.size(); ++cell) {
    if (cell % (matrix.classes + 1) == 0) right += matrix.weight[cell];
    all += matrix.weight[cell];
  }
  return right / all;
}

}  // namespace

Entry accuracy() {
  return {.name = "accuracy",
          .aliases = {"accuracy_score"},
          .doc = "share of the rows decided rightly",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .function = share_decided_rightly};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
