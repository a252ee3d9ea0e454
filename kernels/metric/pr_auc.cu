#include "kernels/metric/ranking.cuh"
#include "kernels/reduce/sum.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

// The precision when the rows from this one's score on are decided to be of the class, times the row's weight.
struct PrecisionFromHere {
  SideView of_the_class;
  SideView of_others;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const std::uint32_t key = of_the_class.keys[row];
    const double right = of_the_class.weight_from(of_the_class.rows_below(key));
    const double wrong = of_others.weight_from(of_others.rows_below(key));
    return right == 0.0 ? 0.0 : of_the_class.weight(row) * (right / (right + wrong));
  }
};

// The sum over thresholds of the precision times the gain in recall, as scikit-learn's average_precision_score: no lines between points.
double average_precision(const Exec& exec, const Side& of_the_class, const Side& of_others) {
  if (of_the_class.weight() == 0.0) return 0.0;
  const SideView rows = of_the_class.view();
  return reduce::TRAINYARD_BACKEND::sum(exec, rows.size, PrecisionFromHere{rows, of_others.view()}) / of_the_class.weight();
}

double mean_average_precision(const Exec& exec, const Rows& rows) { return over_classes(exec, rows, average_precision); }

}  // namespace

Entry pr_auc() {
  return {.name = "pr_auc",
          .aliases = {"average_precision", "average_precision_score", "precision_recall_auc"},
          .doc =
              "average precision of class 1: mean precision over its rows; multiclass: mean over the classes, each against the rest; 0 for "
              "a class without rows",
          .greater_is_better = true,
          .kind = Kind::probabilities,
          .form = Form::average_precision,
          .function = mean_average_precision};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
