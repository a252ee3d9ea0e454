#include "kernels/metric/class_scores.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

template <Averaging averaging>
double mean_precision(std::span<const ClassTotals> classes) {
  return class_score(classes, &ClassScores::precision, averaging);
}

}  // namespace

Entry precision() {
  return {.name = "precision",
          .aliases = {"precision_score"},
          .doc = "of the rows decided to be of the class, the share that is (class 1); multiclass: as precision_macro",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = mean_precision<Averaging::positive_or_macro>};
}

Entry precision_macro() {
  return {.name = "precision_macro",
          .aliases = {},
          .doc = "plain mean of the classes' precision, over those that occur or were decided on",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = mean_precision<Averaging::macro>};
}

Entry precision_weighted() {
  return {.name = "precision_weighted",
          .aliases = {},
          .doc = "mean of the classes' precision, weighted by their rows",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = mean_precision<Averaging::weighted>};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
