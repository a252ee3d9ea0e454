#include <algorithm>

#include "host/report/study_axes.hpp"
#include "host/report/study_plots.hpp"

namespace trainyard::report {
namespace {

/// Steps from each best trial to the next, up to the last trial.
std::vector<plot::Point> best_so_far(const FinishedStudy& study, const std::vector<const search::Trial*>& complete,
                                     const plot::Frame& frame) {
  std::vector<plot::Point> line;
  const search::Trial* best = nullptr;
  for (const auto* trial : complete) {
    if (best != nullptr && !(study.greater_is_better ? trial->value > best->value : trial->value < best->value)) continue;
    const auto number = static_cast<double>(trial->number);
    if (best != nullptr) line.push_back(frame.at(number, best->value));
    line.push_back(frame.at(number, trial->value));
    best = trial;
  }
  if (best != nullptr) line.push_back(frame.at(static_cast<double>(study.trials.back().number), best->value));
  return line;
}

}  // namespace

std::string draw_optimisation_history(const FinishedStudy& study) {
  plot::Svg svg("optimisation-history", 720, 380, "Optimisation history", study.in_words());
  auto complete = study.ranked();
  std::ranges::sort(complete, {}, &search::Trial::number);
  const double last = study.trials.empty() ? 0 : static_cast<double>(study.trials.back().number);
  const plot::Frame frame({.left = 12, .top = 84, .width = 692, .height = 286}, {plot::Scale::whole(0, last), "trial"}, value_axis(study));
  frame.draw(svg);

  const bool told = complete.size() <= most_told;
  std::vector<plot::Told> dots, best;
  std::vector<plot::Point> pruned, failed;
  for (const auto* trial : complete) {
    auto& where = trial == study.best ? best : dots;
    where.push_back({frame.at(static_cast<double>(trial->number), trial->value), told ? trial_words(study, *trial) : ""});
  }
  for (const auto& trial : study.trials) {
    if (trial.state == "complete") continue;
    auto& where = trial.state == "pruned" ? pruned : failed;
    const double above = trial.state == "pruned" ? 8 : 20;
    where.push_back({frame.at(static_cast<double>(trial.number), 1).x, frame.inner().top - above});
  }
  svg.told_marks(plot::Mark::dot, dots, plot::blue, 0.7);
  svg.polyline(best_so_far(study, complete, frame),
               {{"fill", "none"}, {"stroke", std::string(plot::vermillion)}, {"stroke-width", "1.5"}, {"stroke-linejoin", "round"}});
  svg.told_marks(plot::Mark::large_dot, best, plot::vermillion);
  svg.marks(plot::Mark::triangle, pruned, plot::grey);
  svg.marks(plot::Mark::cross, failed, plot::vermillion);

  std::vector<plot::LegendEntry> legend;
  if (!complete.empty()) legend = {{"complete", plot::blue}, {"best so far", plot::vermillion, plot::Mark::dot, true}};
  if (!pruned.empty()) legend.push_back({"pruned", plot::grey, plot::Mark::triangle});
  if (!failed.empty()) legend.push_back({"failed", plot::vermillion, plot::Mark::cross});
  plot::draw_legend(svg, {.x = 16, .y = 46}, legend);
  if (complete.empty()) plot::draw_note(svg, "no trial is complete");
  return std::move(svg).finish();
}

}  // namespace trainyard::report
