#include "kernels/metric/class_scores.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

double share_decided_rightly(std::span<const ClassTotals> classes) {
  double right = 0.0;
  double all = 0.0;
  for (const ClassTotals& of : classes) {
    right += of.right;
    all += of.actual;
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
          .form = Form::class_totals,
          .of_totals = share_decided_rightly};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
