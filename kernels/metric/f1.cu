#include "kernels/metric/class_scores.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {
namespace {

template <Averaging averaging>
double mean_f1(std::span<const ClassTotals> classes) {
  return class_score(classes, &ClassScores::f1, averaging);
}

}  // namespace

Entry f1() {
  return {.name = "f1",
          .aliases = {"f1_score"},
          .doc = "harmonic mean of precision and recall (class 1); multiclass: as f1_macro",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = mean_f1<Averaging::positive_or_macro>};
}

Entry f1_macro() {
  return {.name = "f1_macro",
          .aliases = {},
          .doc = "plain mean of the classes' F1, over those that occur or were decided on",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = mean_f1<Averaging::macro>};
}

Entry f1_weighted() {
  return {.name = "f1_weighted",
          .aliases = {},
          .doc = "mean of the classes' F1, weighted by their rows",
          .greater_is_better = true,
          .kind = Kind::decisions,
          .form = Form::class_totals,
          .of_totals = mean_f1<Averaging::weighted>};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
