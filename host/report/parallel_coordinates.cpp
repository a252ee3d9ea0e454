#include <algorithm>
#include <optional>

#include "host/report/study_axes.hpp"
#include "host/report/study_plots.hpp"
#include "host/search/tpe_parzen.hpp"

namespace trainyard::report {
namespace {

constexpr double axes_left = 60, axes_top = 118, axis_height = 270, absent_below = 30, apart = 112;

/// An upright axis with its label above it.
struct Upright {
  plot::Scale scale;
  std::string label;
  const search::Dimension* dimension = nullptr;  ///< null: the deciding metric
  double x = 0;

  [[nodiscard]] double y(double share) const { return axes_top + (1 - share) * axis_height; }
  /// Where a trial's line crosses it: below it where the trial has no such parameter.
  [[nodiscard]] plot::Point at(const search::Trial& trial) const {
    if (dimension == nullptr) return {x, y(scale.at(trial.value))};
    const auto found = trial.params.find(dimension->name);
    const auto value = found == trial.params.end() ? std::nullopt : search::coordinate(*dimension, *found);
    return {x, value ? y(scale.at(*value)) : axes_top + axis_height + absent_below};
  }
};

std::vector<Upright> axes_of(const FinishedStudy& study) {
  auto value = value_axis(study);
  std::vector<Upright> axes;
  axes.push_back({.scale = value.scale, .label = value.label});
  for (const auto& dimension : study.space) {
    axes.push_back({.scale = parameter_scale(dimension), .label = dimension.name, .dimension = &dimension});
  }
  const double between = std::max(apart, 560 / static_cast<double>(std::max<std::size_t>(axes.size() - 1, 1)));
  for (std::size_t i = 0; i < axes.size(); ++i) axes[i].x = axes_left + between * static_cast<double>(i);
  return axes;
}

void draw_lines(plot::Svg& svg, const FinishedStudy& study, const std::vector<Upright>& axes,
                std::span<const search::Trial* const> trials) {
  for (std::size_t i = 0; i < trials.size(); ++i) {
    std::vector<plot::Point> line;
    line.reserve(axes.size());
    for (const auto& axis : axes) line.push_back(axis.at(*trials[i]));
    const bool best = trials[i] == study.best;
    svg.polyline(line,
                 {{"fill", "none"},
                  {"stroke", std::string(best ? plot::vermillion : plot::blue)},
                  {"stroke-width", best ? "2.5" : "1"},
                  {"stroke-opacity", best ? "1" : plot::pixels(line_opacity(i, trials.size()))}},
                 trial_words(study, *trials[i]));
  }
}

void draw_axis(plot::Svg& svg, const Upright& axis) {
  svg.line({axis.x, axes_top}, {axis.x, axes_top + axis_height}, "axis");
  const auto lines = plot::wrapped(axis.label, 16, 4);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double y = axes_top - 10 - 14 * static_cast<double>(lines.size() - 1 - i);
    svg.text({axis.x, y}, lines[i], {{"text-anchor", "middle"}, {"font-size", "12"}}, axis.label);
  }
  svg.open("g",
           {{"class", "ty-halo"}, {"stroke", "#FFFFFF"}, {"stroke-width", "3"}, {"stroke-linejoin", "round"}, {"paint-order", "stroke"}});
  for (const auto& tick : axis.scale.ticks(axis.scale.has_names() ? 20 : 7)) {
    svg.text({axis.x + 5, axis.y(tick.at) + 4}, plot::shortened(tick.label, 14), {}, tick.label);
  }
  if (axis.dimension != nullptr && !axis.dimension->when.empty())
    svg.text({axis.x + 5, axes_top + axis_height + absent_below + 4}, "not used");
  svg.close();
}

}  // namespace

std::string draw_parallel_coordinates(const FinishedStudy& study) {
  const auto axes = axes_of(study);
  const auto ranked = study.ranked();
  const auto trials = drawn(ranked);
  std::string words = "One line per complete trial, better ones stronger";
  if (trials.size() < ranked.size())
    words = "The best " + std::to_string(trials.size()) + " of " + std::to_string(ranked.size()) + " complete trials, better ones stronger";
  plot::Svg svg("parallel-coordinates", axes.back().x + 100, axes_top + axis_height + absent_below + 16, "Parallel coordinates",
                study.in_words() + " " + words + ".");
  plot::draw_legend(
      svg, {.x = 16, .y = 46},
      std::vector<plot::LegendEntry>{{words, plot::blue, plot::Mark::dot, true}, {"the best", plot::vermillion, plot::Mark::dot, true}});
  draw_lines(svg, study, axes, trials);
  for (const auto& axis : axes) draw_axis(svg, axis);
  if (trials.empty()) plot::draw_note(svg, "no trial is complete");
  return std::move(svg).finish();
}

}  // namespace trainyard::report
