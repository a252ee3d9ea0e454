#include <limits>

#include "kernels/metric/ranking.cuh"
#include "kernels/reduce/sum.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

// Twice the weight of the pairs with a row of another class that a row of the class wins: a tie is half a win. Without weights these are
// whole numbers, with an exact sum as long as it is below 2^53: some 10^8 rows.
struct Wins {
  SideView of_the_class;
  SideView of_others;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const std::uint32_t key = of_the_class.keys[row];
    const double below = of_others.weight_before(of_others.rows_below(key));
    const double up_to = of_others.weight_before(of_others.rows_up_to(key));
    return of_the_class.weight(row) * (below + up_to);
  }
};

// The probability that a row of the class has a higher score than one of another class (Mann and Whitney, 1947), which is the area under
// the curve with straight lines between its points.
double area(const Exec& exec, const Side& of_the_class, const Side& of_others) {
  const double pairs = of_the_class.weight() * of_others.weight();
  if (pairs == 0.0) return std::numeric_limits<double>::quiet_NaN();
  const SideView rows = of_the_class.view();
  return reduce::TRAINYARD_BACKEND::sum(exec, rows.size, Wins{rows, of_others.view()}) / (2.0 * pairs);
}

double area_under_roc(const Exec& exec, const Rows& rows) { return over_classes(exec, rows, area); }

}  // namespace

Entry roc_auc() {
  return {.name = "roc_auc",
          .aliases = {"roc_auc_score", "roc_auc_ovr", "auc"},
          .doc =
              "area under the ROC curve of class 1; multiclass: mean over the classes, each against the rest; not defined when a class "
              "has no rows",
          .greater_is_better = true,
          .kind = Kind::probabilities,
          .form = Form::area_under_roc,
          .function = area_under_roc};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
