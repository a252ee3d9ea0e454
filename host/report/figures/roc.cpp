#include <cmath>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {

Figure draw_roc(const RunFiles& run, std::string_view name) {
  if (run.test.labels.empty()) return {};
  const auto classes = classes_of(run.test);
  std::vector<Curve> curves;
  std::vector<std::string> legend;
  std::string words = "Share of a class that is found over the share of other rows taken for it, at every threshold.";
  for (const auto& [label, rows] : classes) {
    curves.push_back(roc_curve(rows));
    legend.push_back(label + ": AUC " + share_text(curves.back().area));
    words += " " + legend.back() + ".";
  }
  plot::Svg svg(name, panel_width, panel_height(legend.size()), "ROC curve", words);
  draw_class_legend(svg, legend);
  const plot::Frame frame =
      panel_frame(legend.size(), {plot::Scale::linear(0, 1), "false positive rate"}, {plot::Scale::linear(0, 1), "true positive rate"});
  frame.draw(svg);
  draw_reference(svg, frame.at(0, 0), frame.at(1, 1));
  bool any = false;
  for (std::size_t k = 0; k < curves.size(); ++k) {
    std::vector<plot::Told> points;
    for (const auto& [x, y, threshold] : thinned(curves[k].points)) {
      const std::string from = std::isfinite(threshold) ? ", from probability " + share_text(threshold) + " on" : ", for no row";
      points.push_back(
          {frame.at(x, y), classes[k].label + ": true positive rate " + share_text(y) + ", false positive rate " + share_text(x) + from});
    }
    any = any || !points.empty();
    draw_class_line(svg, k, points);
  }
  if (!any) plot::draw_note(svg, "needs test rows of more than one class");
  return {.svg = std::move(svg).finish()};
}

}  // namespace trainyard::report
