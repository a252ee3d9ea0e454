#include <algorithm>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {
namespace {

constexpr std::size_t most_bars = 20;
constexpr double feature_height = 22, feature_bar = 14, features_top = 58, text_room = 60;

std::vector<std::pair<std::string, double>> by_size(const Json& importance) {
  std::vector<std::pair<std::string, double>> out;
  for (const auto& [feature, value] : importance.items()) {
    if (value.is_number()) out.emplace_back(feature, value.get<double>());
  }
  std::ranges::stable_sort(out, [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

}  // namespace

Figure draw_feature_importance(const RunFiles& run, std::string_view name) {
  const Json& importance = member(run.evaluation, {"importance"});
  if (!importance.is_object() || importance.empty()) return {};
  const auto all = by_size(importance);
  const std::size_t shown = std::min(all.size(), most_bars);
  HtmlTable table({"feature", "mean |contribution|"});
  for (const auto& [feature, value] : all) table.add({feature, plot::number_text(value)});

  plot::Svg svg(name, panel_width, features_top + feature_height * static_cast<double>(std::max<std::size_t>(shown, 3)) + 8,
                "Feature importance", "Mean absolute contribution (SHAP) of each feature to the predictions, the largest first.");
  svg.text({16, 44}, "mean absolute contribution (SHAP)" +
                         (shown < all.size() ? ", the first " + std::to_string(shown) + " of " + std::to_string(all.size()) : ""));
  double names = 0;
  for (std::size_t i = 0; i < shown; ++i) names = std::max(names, plot::text_width(plot::shortened(all[i].first, 22)));
  const double left = 16 + names + 6, longest = panel_width - left - text_room, largest = all.empty() ? 0 : all.front().second;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [feature, value] = all[i];
    const double y = features_top + feature_height * static_cast<double>(i), length = largest > 0 ? value / largest * longest : 0;
    svg.text({left - 6, y + 11}, plot::shortened(feature, 22), {{"text-anchor", "end"}}, feature);
    svg.rectangle({left, y}, std::max(length, 1.0), feature_bar, {{"fill", std::string(plot::blue)}},
                  feature + ": " + plot::number_text(value));
    svg.text({left + length + 5, y + 11}, plot::number_text(value));
  }
  if (shown == 0) plot::draw_note(svg, "no feature has a contribution");
  return {.svg = std::move(svg).finish(), .data = table.html()};
}

}  // namespace trainyard::report
