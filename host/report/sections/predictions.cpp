#include <array>

#include "host/report/figures/run_figures.hpp"
#include "host/report/sections/sections.hpp"

namespace trainyard::report {

Section predictions_section(const RunFiles& run) {
  Section section{.id = "predictions", .title = "Predictions on the test rows"};
  if (run.test.empty()) return section;
  const std::array all = {draw_predicted_against_actual(run, "predicted"), draw_residuals(run, "residuals"),
                          draw_residual_histogram(run, "histogram"),       draw_roc(run, "roc"),
                          draw_precision_recall(run, "precision-recall"),  draw_reliability(run, "reliability"),
                          draw_confusion_matrix(run, "confusion")};
  section.body = figures(all);
  if (section.body.empty()) return section;
  if (run.is_weighted()) section.body += paragraph("Curves and dots count every row once; the metrics use the rows' weights.", "soft");
  if (run.test.labels.size() > 2) section.body += paragraph("Curves are of each class against all others.", "soft");
  return section;
}

}  // namespace trainyard::report
