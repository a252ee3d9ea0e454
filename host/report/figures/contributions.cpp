#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {
namespace {

constexpr double lane = 26, lanes_top = 52, below = 46, dot_step = 3.2, dot_bin = 4;
/// From the lowest to the highest numbers; told apart by most readers on light and dark pages.
constexpr std::array<std::string_view, 5> colours = {plot::blue, "#5F93B8", plot::grey, "#C78A63", plot::vermillion};

struct Row {
  double contribution = 0, rank = 0;  ///< rank: NaN where the number is missing
};

std::vector<Row> rows_of(const Json& feature) {
  const Json &contributions = member(feature, {"contributions"}), &ranks = member(feature, {"ranks"});
  std::vector<Row> rows;
  for (std::size_t i = 0; i < std::min(contributions.size(), ranks.size()); ++i) {
    if (!contributions[i].is_number()) continue;
    rows.push_back({contributions[i].get<double>(), ranks[i].is_number() ? ranks[i].get<double>() : std::nan("")});
  }
  return rows;
}

std::string words_of(const std::string& feature, const Row& row) {
  const std::string value =
      std::isnan(row.rank) ? "missing" : "at " + plot::number_text(std::round(100 * row.rank)) + " % of the numbers' order";
  return feature + ": " + (row.contribution > 0 ? "+" : "") + plot::number_text(row.contribution) + ", its number " + value;
}

/// Pearson's correlation of contribution and rank over the rows that have one; 0 where it is not defined.
double direction(const std::vector<Row>& rows) {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (const auto& [contribution, rank] : rows) {
    if (std::isnan(rank)) continue;
    n += 1, x += rank, y += contribution, xx += rank * rank, yy += contribution * contribution, xy += rank * contribution;
  }
  const double spread = (n * xx - x * x) * (n * yy - y * y);
  return spread > 0 ? (n * xy - x * y) / std::sqrt(spread) : 0;
}

std::string direction_text(double correlation) {
  if (std::fabs(correlation) < 0.3) return "no clear direction";
  return correlation > 0 ? "high numbers raise it" : "high numbers lower it";
}

/// Dots of one feature around its lane, those of about the same place above and below one another.
void draw_swarm(plot::Svg& svg, const plot::Frame& frame, double y, const std::string& feature, const std::vector<Row>& rows) {
  std::map<int, std::vector<const Row*>> bins;
  for (const Row& row : rows) bins[static_cast<int>(std::floor(frame.at(row.contribution, y).x / dot_bin))].push_back(&row);
  std::array<std::vector<plot::Told>, colours.size()> by_colour;
  std::vector<plot::Told> missing;
  for (const auto& [bin, members] : bins) {
    const double step = std::min(dot_step, (lane - 6) / static_cast<double>(members.size()));
    for (std::size_t i = 0; i < members.size(); ++i) {
      const Row& row = *members[i];
      const plot::Point middle = frame.at(row.contribution, y);
      const std::size_t places = (i + 1) / 2;
      const double beside = step * static_cast<double>(places) * (i % 2 == 0 ? 1 : -1);
      auto& shown = std::isnan(row.rank) ? missing : by_colour[static_cast<std::size_t>(std::clamp(row.rank * 5, 0.0, 4.0))];
      shown.push_back({{middle.x, middle.y + beside}, words_of(feature, row)});
    }
  }
  for (std::size_t i = 0; i < colours.size(); ++i) svg.told_marks(plot::Mark::dot, by_colour[i], colours[i], 0.85);
  svg.told_marks(plot::Mark::cross, missing, plot::grey);
}

void draw_colours(plot::Svg& svg) {
  svg.text({16, 44}, "a dot per row; its number low");
  double x = 16 + plot::text_width("a dot per row; its number low") + 10;
  for (const std::string_view colour : colours) {
    svg.marks(plot::Mark::large_dot, std::vector<plot::Point>{{x, 40}}, colour);
    x += 10;
  }
  svg.text({x, 44}, "high; × missing");
}

}  // namespace

Figure draw_contributions(const RunFiles& run, std::string_view name) {
  const Json& features = member(run.evaluation, {"contributions", "features"});
  if (!features.is_array() || features.empty()) return {};
  std::vector<std::string> names;
  std::vector<double> all = {0};
  std::string words = "Contribution (SHAP) of each feature to the predictions of " +
                      value_text(member(run.evaluation, {"contributions", "rows"})) + " test rows, a dot per row.";
  HtmlTable table({"feature", "lowest contribution", "highest", "where its number is high"});
  for (const Json& feature : features) {
    names.push_back(value_text(member(feature, {"feature"})));
    const auto rows = rows_of(feature);
    if (rows.empty()) continue;
    for (const Row& row : rows) all.push_back(row.contribution);
    const auto [low, high] = std::ranges::minmax(rows, {}, &Row::contribution);
    const std::string said = direction_text(direction(rows));
    table.add({names.back(), plot::number_text(low.contribution), plot::number_text(high.contribution), said});
    if (names.size() <= 3) words += " " + names.back() + ": " + said + ".";
  }
  const auto count = static_cast<double>(names.size());
  plot::Svg svg(name, panel_width, lanes_top + lane * count + below, "Contributions", words);
  draw_colours(svg);
  const auto [low, high] = std::ranges::minmax(all);
  std::ranges::reverse(names);  // the first is drawn at the top
  const plot::Frame frame({.left = 8, .top = lanes_top, .width = panel_width - 20, .height = lane * count + below - 8},
                          {plot::Scale::linear(low, high), "contribution"}, {plot::Scale::categories(names), ""});
  frame.draw(svg);
  draw_reference(svg, {frame.at(0, 0).x, frame.inner().top}, {frame.at(0, 0).x, frame.inner().bottom()});
  for (std::size_t i = 0; i < names.size(); ++i) {
    draw_swarm(svg, frame, count - 1 - static_cast<double>(i), names[names.size() - 1 - i], rows_of(features[i]));
  }
  if (all.size() == 1) plot::draw_note(svg, "no row has a contribution");
  return {.svg = std::move(svg).finish(), .data = table.html()};
}

}  // namespace trainyard::report
