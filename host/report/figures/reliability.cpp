#include <algorithm>
#include <cmath>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {
namespace {

/// Of more than two classes: the probability of the class decided on, and whether that is the row's.
Scored decided_rows(const TestRows& rows) {
  Scored out;
  const std::size_t classes = rows.labels.size();
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!std::isfinite(rows.actual[r]) || !std::isfinite(rows.predicted[r])) continue;
    out.probability.push_back(rows.probability[r * classes + static_cast<std::size_t>(rows.predicted[r])]);
    out.positive.push_back(rows.actual[r] == rows.predicted[r] ? 1 : 0);
  }
  return out;
}

std::string range_text(const ReliabilityBin& bin) { return plot::number_text(bin.low) + " to " + plot::number_text(bin.high); }

}  // namespace

Figure draw_reliability(const RunFiles& run, std::string_view name) {
  if (run.test.labels.empty()) return {};
  const bool binary = run.test.labels.size() == 2;
  const std::string of = binary ? "'" + run.test.labels[1] + "'" : "the class decided on";
  const auto bins = reliability(binary ? classes_of(run.test).front().rows : decided_rows(run.test));
  plot::Svg svg(name, panel_width, panel_height(), "Calibration",
                "How often rows are of " + of + ", over the probability predicted for it. On the dashed line probabilities are right.");
  svg.text({16, 44}, plot::shortened(binary ? "share of rows that are " + of : "share of rows that are decided right", 62));
  const plot::Frame frame =
      panel_frame(1, {plot::Scale::linear(0, 1), "predicted probability"}, {plot::Scale::linear(0, 1), "observed share"});
  frame.draw(svg);
  draw_reference(svg, frame.at(0, 0), frame.at(1, 1));
  HtmlTable table({"probability", "rows", "mean predicted", "observed"});
  std::vector<plot::Told> points;
  for (const auto& bin : bins) {
    if (bin.rows == 0) continue;
    table.add({range_text(bin), count_text(bin.rows), share_text(bin.predicted), share_text(bin.observed)});
    points.push_back({frame.at(bin.predicted, bin.observed), range_text(bin) + ": " + count_text(bin.rows) + " rows, predicted " +
                                                                 share_text(bin.predicted) + ", observed " + share_text(bin.observed)});
  }
  std::vector<plot::Point> line;
  line.reserve(points.size());
  for (const auto& point : points) line.push_back(point.at);
  svg.polyline(line, {{"fill", "none"}, {"stroke", std::string(plot::blue)}, {"stroke-width", "1.5"}});
  svg.told_marks(plot::Mark::large_dot, points, plot::blue);
  if (points.empty()) plot::draw_note(svg, "there are no test rows");
  return {.svg = std::move(svg).finish(), .data = table.empty() ? "" : table.html()};
}

}  // namespace trainyard::report
