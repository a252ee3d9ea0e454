#include <algorithm>
#include <cmath>

#include "host/report/study_axes.hpp"
#include "host/report/study_plots.hpp"
#include "host/search/tpe_parzen.hpp"

namespace trainyard::report {
namespace {

constexpr double slice_width = 236, slice_height = 210, panels_top = 60;

/// Trials of one choice beside each other, at places that follow from their numbers.
double spread(const search::Dimension& dimension, const search::Trial& trial) {
  if (dimension.kind != search::Kind::categorical) return 0;
  const double turns = 0.6180339887498949 * static_cast<double>(trial.number % 1024);
  return 0.5 * (turns - std::floor(turns) - 0.5);
}

void draw_slice(plot::Svg& svg, const FinishedStudy& study, const std::vector<const search::Trial*>& trials,
                const search::Dimension& dimension, const plot::Frame& frame) {
  frame.draw(svg);
  const bool told = trials.size() * study.space.size() <= most_told;
  std::vector<plot::Told> dots, best;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const auto at = trials[i]->params.find(dimension.name);
    const auto x = at == trials[i]->params.end() ? std::nullopt : search::coordinate(dimension, *at);
    if (x) {
      (trials[i] == study.best ? best : dots)
          .push_back(
              {frame.at(*x + spread(dimension, *trials[i]), trials[i]->value), told ? trial_words(study, *trials[i], dimension.name) : ""});
    }
    const double opacity = dot_opacity(i, trials.size());
    if (i + 1 < trials.size() && dot_opacity(i + 1, trials.size()) == opacity) continue;
    svg.told_marks(plot::Mark::dot, dots, plot::blue, opacity);
    dots.clear();
  }
  svg.told_marks(plot::Mark::large_dot, best, plot::vermillion);
}

}  // namespace

std::string draw_slices(const FinishedStudy& study) {
  const std::size_t panels = std::max<std::size_t>(study.space.size(), 1);
  const std::size_t columns = panels <= 3 ? panels : panels == 4 ? 2 : panels <= 9 ? 3 : 4, rows = (panels + columns - 1) / columns;
  const double width = std::max(480.0, 24 + slice_width * static_cast<double>(columns));
  plot::Svg svg("slices", width, panels_top + slice_height * static_cast<double>(rows) + 8,
                "Slices: " + study.metric + " over each parameter",
                study.in_words() + " One panel per parameter, one dot per complete trial.");
  auto trials = study.ranked();
  std::ranges::sort(trials, {}, &search::Trial::number);
  plot::draw_legend(svg, {.x = 16, .y = 46},
                    std::vector<plot::LegendEntry>{{"complete trial, later ones stronger", plot::blue},
                                                   {"the best", plot::vermillion, plot::Mark::large_dot}});
  const double room = (width - 24) / static_cast<double>(columns);
  for (std::size_t i = 0; i < study.space.size(); ++i) {
    const auto& dimension = study.space[i];
    auto y = value_axis(study);
    if (i % columns != 0) y.label.clear();
    const std::size_t row = i / columns;
    const plot::Box box{.left = 12 + room * static_cast<double>(i % columns),
                        .top = panels_top + slice_height * static_cast<double>(row),
                        .width = room - 12,
                        .height = slice_height - 14};
    draw_slice(svg, study, trials, dimension, plot::Frame(box, {parameter_scale(dimension), dimension.name}, std::move(y)));
  }
  if (trials.empty()) plot::draw_note(svg, "no trial is complete");
  return std::move(svg).finish();
}

}  // namespace trainyard::report
