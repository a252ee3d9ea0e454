#include <algorithm>
#include <array>
#include <charconv>

#include "host/plot/svg.hpp"
#include "host/report/study_axes.hpp"
#include "host/report/study_plots.hpp"

namespace trainyard::report {
namespace {

constexpr double bar_height = 16, row_height = 26, bars_top = 56, figure_width = 720, value_room = 56;
constexpr std::size_t longest_name = 40;

/// "0.62", and "<0.01" for what would read as nothing.
std::string importance_text(double value) {
  if (value == 0) return "0";
  if (value < 0.005) return "<0.01";
  std::array<char, 16> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 2).ptr};
}

std::string in_words(const FinishedStudy& study, const nlohmann::ordered_json& parameters) {
  if (parameters.is_null()) return "Importance needs at least 4 complete trials.";
  std::string text = "How much each parameter decides whether a trial is among the best " + std::to_string(study.importance->best) +
                     " of " + std::to_string(study.importance->trials) + ":";
  for (const auto& [name, value] : parameters.items()) text += " " + name + " " + importance_text(value) + ";";
  text.back() = '.';
  return text;
}

}  // namespace

std::string draw_parameter_importance(const FinishedStudy& study) {
  const auto parameters = study.importance_by_parameter();
  const double rows = parameters.is_null() ? 3 : static_cast<double>(parameters.size());
  plot::Svg svg("parameter-importance", figure_width, bars_top + rows * row_height + 16, "Importance of parameters",
                in_words(study, parameters));
  if (parameters.is_null()) {
    plot::draw_note(svg, "needs at least 4 complete trials");
    return std::move(svg).finish();
  }
  svg.text({16, 44}, "for being among the best " + std::to_string(study.importance->best) + " of " +
                         std::to_string(study.importance->trials) + " complete trials");
  double names = 0;
  for (const auto& item : parameters.items()) names = std::max(names, plot::text_width(plot::shortened(item.key(), longest_name), 12));
  const double left = 16 + names + 8, longest = figure_width - left - value_room;
  const double largest = parameters.empty() ? 0 : parameters.front().get<double>();
  double y = bars_top;
  for (const auto& [name, value] : parameters.items()) {
    const double length = largest > 0 ? value.get<double>() / largest * longest : 0;
    svg.text({left - 8, y + bar_height - 4}, plot::shortened(name, longest_name), {{"text-anchor", "end"}, {"font-size", "12"}}, name);
    if (length > 0)
      svg.rectangle({left, y}, std::max(length, 1.0), bar_height, {{"fill", std::string(plot::blue)}},
                    name + ": " + importance_text(value));
    svg.text({left + length + 6, y + bar_height - 4}, importance_text(value));
    y += row_height;
  }
  svg.line({left, bars_top - 6}, {left, y - 4}, "axis");
  return std::move(svg).finish();
}

}  // namespace trainyard::report
