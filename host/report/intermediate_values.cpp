#include <algorithm>
#include <cmath>

#include "host/report/study_axes.hpp"
#include "host/report/study_plots.hpp"

namespace trainyard::report {
namespace {

/// Through the folds that have a value.
void draw_course(plot::Svg& svg, const plot::Frame& frame, const std::vector<double>& values, plot::Attributes attributes,
                 const std::string& words) {
  std::vector<plot::Point> line;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (std::isfinite(values[k])) line.push_back(frame.at(static_cast<double>(k + 1), values[k]));
  }
  svg.polyline(line, attributes, words);
}

}  // namespace

std::string draw_intermediate_values(const FinishedStudy& study) {
  const auto ranked = study.ranked();
  const auto complete = drawn(ranked);
  std::vector<const search::Trial*> pruned;
  for (const auto& trial : study.trials) {
    if (trial.state == "pruned" && pruned.size() < most_lines) pruned.push_back(&trial);
  }
  std::vector<double> all;
  std::size_t folds = 1;
  const auto gather = [&](const search::Trial& trial) {
    const auto values = fold_values(trial, study.metric);
    all.insert(all.end(), values.begin(), values.end());
    folds = std::max(folds, values.size());
  };
  for (const auto* trial : complete) gather(*trial);
  for (const auto* trial : pruned) gather(*trial);

  std::string words = study.in_words() + " One line per trial: its " + study.metric + " on each fold.";
  if (complete.size() < ranked.size()) words += " Of the complete ones the best " + std::to_string(complete.size()) + " are drawn.";
  plot::Svg svg("intermediate-values", 720, 380, "Intermediate values: " + study.metric + " fold by fold", words);
  const plot::Frame frame({.left = 12, .top = 60, .width = 692, .height = 310}, {plot::Scale::whole(1, static_cast<double>(folds)), "fold"},
                          metric_axis(study, all));
  frame.draw(svg);
  for (const auto* trial : pruned) {
    draw_course(svg, frame, fold_values(*trial, study.metric),
                {{"fill", "none"}, {"stroke", std::string(plot::grey)}, {"stroke-dasharray", "4 3"}, {"stroke-linecap", "round"}},
                trial_words(study, *trial) + ", pruned");
  }
  for (std::size_t i = 0; i < complete.size(); ++i) {
    const bool best = complete[i] == study.best;
    draw_course(svg, frame, fold_values(*complete[i], study.metric),
                {{"fill", "none"},
                 {"stroke", std::string(best ? plot::vermillion : plot::blue)},
                 {"stroke-width", best         ? "2.5"
                                  : folds == 1 ? "5"
                                               : "1"},
                 {"stroke-opacity", best ? "1" : plot::pixels(line_opacity(i, complete.size()))},
                 {"stroke-linecap", "round"}},
                trial_words(study, *complete[i]));
  }
  std::vector<plot::LegendEntry> legend = {{"complete, better ones stronger", plot::blue, plot::Mark::dot, true},
                                           {"the best", plot::vermillion, plot::Mark::dot, true}};
  if (!pruned.empty()) legend.push_back({"pruned", plot::grey, plot::Mark::dot, true});
  plot::draw_legend(svg, {.x = 16, .y = 46}, legend);
  if (all.empty()) plot::draw_note(svg, "no trial has values");
  return std::move(svg).finish();
}

}  // namespace trainyard::report
