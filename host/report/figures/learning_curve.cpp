#include <cmath>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {
namespace {

constexpr std::size_t most_points = 300, table_lines = 12;

}  // namespace

Figure draw_learning_curve(const RunFiles& run, std::string_view name) {
  const auto& loss = run.training;
  if (loss.empty()) return {};
  const plot::Scale scale = plot::Scale::of(loss);
  const auto last = static_cast<double>(loss.size());
  plot::Svg svg(name, panel_width, panel_height(), "Learning curve",
                "Loss of the objective on the training rows after each of " + std::to_string(loss.size()) + " rounds, from " +
                    plot::number_text(loss.front()) + " to " + plot::number_text(loss.back()) + ".");
  svg.text({16, 44}, "the final fit, on the training rows");
  const plot::Frame frame =
      panel_frame(1, {plot::Scale::whole(1, last), "round"}, {scale, scale.is_logarithmic() ? "loss, logarithmic" : "loss"});
  frame.draw(svg);
  std::vector<plot::Told> points;
  for (const std::size_t i : sampled(loss.size(), most_points)) {
    if (!std::isfinite(loss[i])) continue;
    points.push_back({frame.at(static_cast<double>(i + 1), loss[i]), "round " + std::to_string(i + 1) + ": " + plot::number_text(loss[i])});
  }
  draw_class_line(svg, 0, points);
  if (points.empty()) plot::draw_note(svg, "no round has a loss");
  HtmlTable table({"round", "loss"});
  for (const std::size_t i : sampled(loss.size(), table_lines)) table.add({std::to_string(i + 1), plot::number_text(loss[i])});
  if (loss.size() > table_lines) table.add({std::to_string(loss.size()), plot::number_text(loss.back())});
  return {.svg = std::move(svg).finish(), .data = table.html()};
}

}  // namespace trainyard::report
