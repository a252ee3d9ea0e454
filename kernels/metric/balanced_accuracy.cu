#include <limits>

#include "kernels/metric/class_scores.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

// As scikit-learn's balanced_accuracy_score: a class of whose rows none has a weight is left out.
double mean_recall_of_actual(std::span<const ClassTotals> classes) {
  double sum = 0.0;
  double count = 0.0;
  for (const ClassTotals& of : classes) {
    if (of.actual == 0.0) continue;
    sum += of.right / of.actual;
    count += 1.0;
  }
  return count == 0.0 ? std::numeric_limits<double>::quiet_NaN() : sum / count;
}

}  // namespace

Entry balanced_accuracy() {
  return {.name = "balanced_accuracy",
          .aliases = {"balanced_accuracy_score"},
          .doc = "plain mean of the classes' recall, over those that have rows",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = mean_recall_of_actual};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
