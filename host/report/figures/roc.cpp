#include <cmath>

#include "host/report/figures/class_curves.hpp"
#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {

Figure draw_roc(const RunFiles& run, std::string_view name) {
  static constexpr ClassCurves roc = {
      .title = "ROC curve",
      .words = "Share of a class that is found over the share of other rows taken for it, at every threshold.",
      .x = "false positive rate",
      .y = "true positive rate",
      .area = "AUC",
      .note = "needs test rows of more than one class",
      .chance = true,
      .curve = roc_curve,
      .words_of = [](const CurvePoint& point) {
        const std::string from =
            std::isfinite(point.threshold) ? ", from probability " + share_text(point.threshold) + " on" : ", for no row";
        return "true positive rate " + share_text(point.y) + ", false positive rate " + share_text(point.x) + from;
      }};
  return draw_class_curves(run, name, roc);
}

}  // namespace trainyard::report
