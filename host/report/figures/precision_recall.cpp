#include "host/report/figures/class_curves.hpp"
#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {

Figure draw_precision_recall(const RunFiles& run, std::string_view name) {
  static constexpr ClassCurves curves = {
      .title = "Precision and recall",
      .words = "Share of rows taken for a class that are of it, over the share of the class that is found, at every threshold.",
      .x = "recall",
      .y = "precision",
      .area = "average precision",
      .note = "needs test rows of the class",
      .chance = false,
      .curve = precision_recall_curve,
      .words_of = [](const CurvePoint& point) {
        return "precision " + share_text(point.y) + ", recall " + share_text(point.x) + ", from probability " + share_text(point.threshold);
      }};
  return draw_class_curves(run, name, curves);
}

}  // namespace trainyard::report
