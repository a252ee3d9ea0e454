#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {
namespace {

constexpr std::size_t most_points = 300, table_lines = 12;
constexpr int logarithmic_from = 50;  // rounds
constexpr std::array sides = {"train", "validation"};
constexpr std::array side_names = {"training", "validation"};

std::string after(int rounds) { return " after " + std::to_string(rounds) + (rounds == 1 ? " round" : " rounds"); }

/// Of the folds after one number of rounds.
struct Spread {
  double mean = 0, low = 0, high = 0;
};

/// By side and rounds, where every fold has a number: folds that stop earlier would let the mean jump.
using Courses = std::array<std::map<int, Spread>, 2>;

Courses courses_of(const Json& folds) {
  Courses out;
  for (std::size_t side = 0; side < sides.size(); ++side) {
    std::map<int, std::vector<double>> values;
    for (const Json& fold : folds) {
      const Json &rounds = member(fold, {"rounds"}), &scores = member(fold, {sides[side]});
      for (std::size_t i = 0; i < std::min(rounds.size(), scores.size()); ++i) {
        if (scores[i].is_number()) values[rounds[i].get<int>()].push_back(scores[i].get<double>());
      }
    }
    for (const auto& [rounds, of_folds] : values) {
      if (of_folds.size() < folds.size()) continue;
      double sum = 0;
      for (const double value : of_folds) sum += value;
      const auto [low, high] = std::ranges::minmax(of_folds);
      out[side][rounds] = {.mean = sum / static_cast<double>(of_folds.size()), .low = low, .high = high};
    }
  }
  return out;
}

plot::Scale rounds_scale(int last) { return last < logarithmic_from ? plot::Scale::whole(1, last) : plot::Scale::logarithmic(1, last); }

void draw_course(plot::Svg& svg, const plot::Frame& frame, std::size_t side, const std::map<int, Spread>& course) {
  std::vector<plot::Point> band;
  std::vector<plot::Told> points;
  for (const auto& [rounds, spread] : course) {
    band.push_back(frame.at(rounds, spread.high));
    points.push_back({frame.at(rounds, spread.mean), std::string(side_names[side]) + after(rounds) + ": " + plot::number_text(spread.mean) +
                                                         ", of the folds " + plot::number_text(spread.low) + " to " +
                                                         plot::number_text(spread.high)});
  }
  for (auto at = course.rbegin(); at != course.rend(); ++at) band.push_back(frame.at(at->first, at->second.low));
  svg.polyline(band, {{"fill", std::string(side == 0 ? plot::blue : plot::vermillion)}, {"fill-opacity", "0.15"}, {"stroke", "none"}});
  draw_class_line(svg, side, points);
}

HtmlTable table_of(const Courses& courses) {
  HtmlTable table({"rounds", "training", "validation", "validation, lowest", "highest"});
  for (const auto& [rounds, spread] : courses[1]) {
    const auto train = courses[0].find(rounds);
    table.add({std::to_string(rounds), train == courses[0].end() ? "–" : plot::number_text(train->second.mean),
               plot::number_text(spread.mean), plot::number_text(spread.low), plot::number_text(spread.high)});
  }
  return table;
}

/// `folds` as learning_curve.json has them.
Figure draw_folds(const std::string& metric, const Json& folds, std::string_view name) {
  const Courses courses = courses_of(folds);
  std::vector<double> all;
  int last = 2;
  std::vector<std::string> legend;
  for (std::size_t side = 0; side < sides.size(); ++side) {
    for (const auto& [rounds, spread] : courses[side]) {
      all.insert(all.end(), {spread.low, spread.high});
      last = std::max(last, rounds);
    }
    if (courses[side].empty()) continue;
    const auto& [rounds, spread] = *courses[side].rbegin();
    legend.push_back(std::string(side_names[side]) + " rows: " + plot::number_text(spread.mean) + after(rounds));
  }
  std::string words = metric + " on the training and the validation rows of " + std::to_string(folds.size()) +
                      " folds, mean and range, round by round, with the chosen parameters.";
  for (const std::string& line : legend) words += " " + line + ".";
  plot::Svg svg(name, panel_width, panel_height(2), "Learning curve", words);
  draw_class_legend(svg, legend);
  const plot::Scale scale = plot::Scale::of(all);
  const plot::Frame frame = panel_frame(2, {rounds_scale(last), last < logarithmic_from ? "rounds" : "rounds, logarithmic"},
                                        {scale, scale.is_logarithmic() ? metric + ", logarithmic" : metric});
  frame.draw(svg);
  for (std::size_t side = 0; side < sides.size(); ++side) draw_course(svg, frame, side, courses[side]);
  if (all.empty()) plot::draw_note(svg, "no round was measured on every fold");
  return {.svg = std::move(svg).finish(), .data = table_of(courses).html()};
}

/// Of the final fit, round by round.
Figure draw_training_loss(const std::vector<double>& loss, std::string_view name) {
  const plot::Scale scale = plot::Scale::of(loss);
  const auto last = static_cast<double>(loss.size());
  plot::Svg svg(name, panel_width, panel_height(), "Learning curve",
                "Loss of the objective on the training rows after each of " + std::to_string(loss.size()) + " rounds, from " +
                    plot::number_text(loss.front()) + " to " + plot::number_text(loss.back()) + ". No cross-validation chose the rounds.");
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

}  // namespace

Figure draw_learning_curve(const RunFiles& run, std::string_view name) {
  const Json& folds = member(run.learning_curve, {"folds"});
  if (folds.is_array() && !folds.empty()) return draw_folds(value_text(member(run.learning_curve, {"metric"})), folds, name);
  return run.training.empty() ? Figure{} : draw_training_loss(run.training, name);
}

}  // namespace trainyard::report
