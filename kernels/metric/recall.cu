#include "kernels/metric/class_scores.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

template <Averaging averaging>
double mean_recall(std::span<const ClassTotals> classes) {
  return class_score(classes, &ClassScores::recall, averaging);
}

}  // namespace

Entry recall() {
  return {.name = "recall",
          .aliases = {"recall_score"},
          .doc = "of the rows of the class, the share decided to be (class 1); multiclass: as recall_macro",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = mean_recall<Averaging::positive_or_macro>};
}

Entry recall_macro() {
  return {.name = "recall_macro",
          .aliases = {},
          .doc = "plain mean of the classes' recall, over those that occur or were decided on",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = mean_recall<Averaging::macro>};
}

Entry recall_weighted() {
  return {.name = "recall_weighted",
          .aliases = {},
          .doc = "mean of the classes' recall, weighted by their rows",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = mean_recall<Averaging::weighted>};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
