#include <cmath>

#include "kernels/metric/class_scores.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

// The correlation of the actual classes with the decided ones: Matthews (1975), and Gorodkin (2004) for more than two classes. In shares
// of the weight, so that no product overflows. As scikit-learn's matthews_corrcoef, 0 where either is one class alone.
double correlation_of_classes(std::span<const ClassTotals> classes) {
  double all = 0.0;
  for (const ClassTotals& of : classes) all += of.actual;
  double right = 0.0, by_chance = 0.0, same_actual = 0.0, same_decided = 0.0;
  for (const ClassTotals& of : classes) {
    right += of.right / all;
    by_chance += (of.actual / all) * (of.decided / all);
    same_actual += (of.actual / all) * (of.actual / all);
    same_decided += (of.decided / all) * (of.decided / all);
    if (of.actual == all || of.decided == all) return 0.0;
  }
  return (right - by_chance) / (std::sqrt(1.0 - same_actual) * std::sqrt(1.0 - same_decided));
}

}  // namespace

Entry mcc() {
  return {.name = "mcc",
          .aliases = {"matthews_corrcoef"},
          .doc = "Matthews correlation coefficient of the actual and the decided classes: 1 is exact, 0 no better than chance",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = correlation_of_classes};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
