#include <algorithm>

#include "host/report/figures/panel.hpp"
#include "host/report/figures/run_figures.hpp"

namespace trainyard::report {
namespace {

constexpr std::size_t most_bars = 20;
constexpr double feature_height = 22, feature_bar = 14, features_top = 58;

using Sizes = std::vector<std::pair<std::string, double>>;

Sizes by_size(const Json& importance) {
  Sizes out;
  for (const auto& [feature, value] : importance.items()) {
    if (value.is_number()) out.emplace_back(feature, value.get<double>());
  }
  std::ranges::stable_sort(out, [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

/// `measure`: what the bars' lengths are, shown above them.
std::string draw_bars(const Sizes& all, std::string_view name, std::string_view title, const std::string& measure,
                      const std::string& words) {
  const std::size_t shown = std::min(all.size(), most_bars);
  plot::Svg svg(name, panel_width, features_top + feature_height * static_cast<double>(std::max<std::size_t>(shown, 3)) + 8, title, words);
  svg.text({16, 44}, measure + (shown < all.size() ? ", the first " + std::to_string(shown) + " of " + std::to_string(all.size()) : ""));
  double names = 0, numbers = 0;
  for (std::size_t i = 0; i < shown; ++i) {
    names = std::max(names, plot::text_width(plot::shortened(all[i].first, 22)));
    numbers = std::max(numbers, plot::text_width(plot::number_text(all[i].second)));
  }
  const double left = 16 + names + 6, longest = panel_width - left - numbers - 16, largest = all.empty() ? 0 : all.front().second;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [feature, value] = all[i];
    const double y = features_top + feature_height * static_cast<double>(i), length = largest > 0 ? value / largest * longest : 0;
    svg.text({left - 6, y + 11}, plot::shortened(feature, 22), {{"text-anchor", "end"}}, feature);
    svg.rectangle({left, y}, std::max(length, 1.0), feature_bar, {{"fill", std::string(plot::blue)}},
                  feature + ": " + plot::number_text(value));
    svg.text({left + length + 5, y + 11}, plot::number_text(value));
  }
  if (shown == 0) plot::draw_note(svg, "no feature has a number");
  return std::move(svg).finish();
}

}  // namespace

Figure draw_feature_importance(const RunFiles& run, std::string_view name) {
  const Json& importance = member(run.evaluation, {"importance"});
  if (!importance.is_object() || importance.empty()) return {};
  const auto all = by_size(importance);
  HtmlTable table({"feature", "mean |contribution|"});
  for (const auto& [feature, value] : all) table.add({feature, plot::number_text(value)});
  return {.svg = draw_bars(all, name, "Feature importance", "mean absolute contribution (SHAP)",
                           "Mean absolute contribution (SHAP) of each feature to the predictions, the largest first."),
          .data = table.html()};
}

Figure draw_split_importance(const RunFiles& run, std::string_view name) {
  const Json& types = member(run.evaluation, {"split_importance"});
  const auto all = by_size(member(types, {"total_gain"}));
  if (all.empty()) return {};
  std::vector<std::string> headings = {"feature"};
  for (const auto& [type, values] : types.items()) headings.push_back(type);
  HtmlTable table(headings);
  for (const auto& [feature, gain] : all) {
    std::vector<std::string> cells = {feature};
    for (const auto& [type, values] : types.items()) cells.push_back(value_text(member(values, {feature})));
    table.add(cells);
  }
  return {.svg = draw_bars(all, name, "Importance of splits", "what the splits on it gain in training (total_gain)",
                           "What the splits on each feature gain in training, all together, as XGBoost counts it, the largest first."),
          .data = table.html()};
}

}  // namespace trainyard::report
