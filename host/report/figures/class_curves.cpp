#include "host/report/figures/class_curves.hpp"

#include "host/report/figures/panel.hpp"

namespace trainyard::report {

Figure draw_class_curves(const RunFiles& run, std::string_view name, const ClassCurves& kind) {
  if (run.test.labels.empty()) return {};
  const auto classes = classes_of(run.test);
  std::vector<Curve> curves;
  std::vector<std::string> legend;
  std::string words(kind.words);
  for (const auto& [label, rows] : classes) {
    curves.push_back(kind.curve(rows));
    legend.push_back(label + ": " + std::string(kind.area) + " " + share_text(curves.back().area));
    words += " " + legend.back() + ".";
  }
  plot::Svg svg(name, panel_width, panel_height(legend.size()), kind.title, words);
  draw_class_legend(svg, legend);
  const plot::Frame frame =
      panel_frame(legend.size(), {plot::Scale::linear(0, 1), std::string(kind.x)}, {plot::Scale::linear(0, 1), std::string(kind.y)});
  frame.draw(svg);
  if (kind.chance) draw_reference(svg, frame.at(0, 0), frame.at(1, 1));
  bool any = false;
  for (std::size_t k = 0; k < curves.size(); ++k) {
    std::vector<plot::Told> points;
    for (const CurvePoint& point : thinned(curves[k].points)) {
      points.push_back({frame.at(point.x, point.y), classes[k].label + ": " + kind.words_of(point)});
    }
    any = any || !points.empty();
    draw_class_line(svg, k, points);
  }
  if (!any) plot::draw_note(svg, kind.note);
  return {.svg = std::move(svg).finish()};
}

}  // namespace trainyard::report
