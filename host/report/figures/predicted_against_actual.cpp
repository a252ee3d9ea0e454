#include <algorithm>
#include <cmath>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {

Figure draw_predicted_against_actual(const RunFiles& run, std::string_view name) {
  const TestRows& test = run.test;
  if (run.task() != "regression") return {};
  const auto rows = sampled(test.size(), most_rows);
  std::vector<double> all;
  for (const std::size_t r : rows) {
    if (std::isfinite(test.actual[r]) && std::isfinite(test.predicted[r])) all.insert(all.end(), {test.actual[r], test.predicted[r]});
  }
  const plot::Scale scale = plot::Scale::of(all);
  const std::string note = rows_text(rows.size(), test.size()), log = scale.is_logarithmic() ? ", logarithmic" : "";
  plot::Svg svg(name, panel_width, panel_height(), "Predicted against actual",
                "What was predicted over what is, one dot per row: " + note + ". On the dashed line predictions are right.");
  svg.text({16, 44}, note + "; dashed: predicted as it is");
  const plot::Frame frame = panel_frame(1, {scale, "actual" + log}, {scale, "predicted" + log});
  frame.draw(svg);
  std::vector<plot::Told> marks;
  for (const std::size_t r : rows) {
    if (!std::isfinite(test.actual[r]) || !std::isfinite(test.predicted[r])) continue;
    marks.push_back({frame.at(test.actual[r], test.predicted[r]), "row " + std::to_string(test.number[r]) + ": actual " +
                                                                      plot::number_text(test.actual[r]) + ", predicted " +
                                                                      plot::number_text(test.predicted[r])});
  }
  svg.told_marks(plot::Mark::dot, marks, plot::blue, 0.4);
  if (marks.empty()) {
    plot::draw_note(svg, "there are no test rows");
  } else {
    const auto [low, high] = std::ranges::minmax(all);
    draw_reference(svg, frame.at(low, low), frame.at(high, high));
  }
  return {.svg = std::move(svg).finish()};
}

}  // namespace trainyard::report
