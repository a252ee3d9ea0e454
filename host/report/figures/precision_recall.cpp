#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {

Figure draw_precision_recall(const RunFiles& run, std::string_view name) {
  if (run.test.labels.empty()) return {};
  const auto classes = classes_of(run.test);
  std::vector<Curve> curves;
  std::vector<std::string> legend;
  std::string words = "Share of rows taken for a class that are of it, over the share of the class that is found, at every threshold.";
  for (const auto& [label, rows] : classes) {
    curves.push_back(precision_recall_curve(rows));
    legend.push_back(label + ": average precision " + share_text(curves.back().area));
    words += " " + legend.back() + ".";
  }
  plot::Svg svg(name, panel_width, panel_height(legend.size()), "Precision and recall", words);
  draw_class_legend(svg, legend);
  const plot::Frame frame = panel_frame(legend.size(), {plot::Scale::linear(0, 1), "recall"}, {plot::Scale::linear(0, 1), "precision"});
  frame.draw(svg);
  bool any = false;
  for (std::size_t k = 0; k < curves.size(); ++k) {
    std::vector<plot::Told> points;
    for (const auto& [recall, precision, threshold] : thinned(curves[k].points)) {
      points.push_back({frame.at(recall, precision), classes[k].label + ": precision " + share_text(precision) + ", recall " +
                                                         share_text(recall) + ", from probability " + share_text(threshold)});
    }
    any = any || !points.empty();
    draw_class_line(svg, k, points);
  }
  if (!any) plot::draw_note(svg, "needs test rows of the class");
  return {.svg = std::move(svg).finish()};
}

}  // namespace trainyard::report
