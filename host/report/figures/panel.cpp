#include "host/report/figures/panel.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

namespace trainyard::report {
namespace {

struct LineStyle {
  std::string_view colour, dashes;
};
// Okabe and Ito's colours, and dashes for those who do not tell them apart.
constexpr std::array<LineStyle, most_classes> styles = {LineStyle{plot::blue, "none"}, LineStyle{plot::vermillion, "7 3"},
                                                        LineStyle{plot::green, "2 2"}, LineStyle{"#B8860B", "9 3 2 3"},
                                                        LineStyle{"#A8558A", "4 4"},   LineStyle{"#3E8EB8", "12 4"}};
constexpr double legend_top = 44, legend_line = 16;

}  // namespace

double panel_height(std::size_t lines) { return 344 + legend_line * static_cast<double>(lines); }

plot::Frame panel_frame(std::size_t lines, plot::Axis x, plot::Axis y) {
  const double top = legend_top - 6 + legend_line * static_cast<double>(lines);
  return {{.left = 8, .top = top, .width = panel_width - 20, .height = panel_height(lines) - top - 8}, std::move(x), std::move(y)};
}

std::vector<ClassRows> classes_of(const TestRows& rows) {
  const std::size_t classes = rows.labels.size();
  std::vector<std::size_t> shown(classes), support(classes, 0);
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  for (const double actual : rows.actual) {
    if (std::isfinite(actual)) ++support[static_cast<std::size_t>(actual)];
  }
  if (classes == 2) {
    shown = {1};
  } else {
    std::ranges::stable_sort(shown, [&](std::size_t a, std::size_t b) { return support[a] > support[b]; });
    shown.resize(std::min(classes, most_classes));
    std::ranges::sort(shown);
  }
  std::vector<ClassRows> out;
  for (const std::size_t k : shown) {
    ClassRows one{.label = rows.labels[k], .rows = {}};
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (!std::isfinite(rows.actual[r]) || !std::isfinite(rows.probability[r * classes + k])) continue;
      one.rows.probability.push_back(rows.probability[r * classes + k]);
      one.rows.positive.push_back(rows.actual[r] == static_cast<double>(k) ? 1 : 0);
    }
    out.push_back(std::move(one));
  }
  return out;
}

void draw_class_line(plot::Svg& svg, std::size_t index, std::span<const plot::Told> points) {
  const auto& [colour, dashes] = styles[index % styles.size()];
  std::vector<plot::Point> line;
  line.reserve(points.size());
  for (const auto& point : points) line.push_back(point.at);
  svg.polyline(line, {{"fill", "none"},
                      {"stroke", std::string(colour)},
                      {"stroke-width", "2"},
                      {"stroke-dasharray", std::string(dashes)},
                      {"stroke-linejoin", "round"}});
  svg.told_marks(plot::Mark::large_dot, points, colour, 0);
}

void draw_class_legend(plot::Svg& svg, std::span<const std::string> texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const double y = legend_top + legend_line * static_cast<double>(i);
    const auto& [colour, dashes] = styles[i % styles.size()];
    svg.polyline(std::vector<plot::Point>{{16, y - 4}, {44, y - 4}},
                 {{"stroke", std::string(colour)}, {"stroke-width", "2"}, {"stroke-dasharray", std::string(dashes)}, {"fill", "none"}});
    svg.text({50, y}, plot::shortened(texts[i], 56), {}, texts[i]);
  }
}

void draw_reference(plot::Svg& svg, plot::Point from, plot::Point to) {
  svg.polyline(std::vector<plot::Point>{from, to},
               {{"fill", "none"}, {"stroke", std::string(plot::grey)}, {"stroke-width", "1.5"}, {"stroke-dasharray", "5 4"}});
}

std::string share_text(double value) {
  if (!std::isfinite(value)) return "not defined";
  std::array<char, 400> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 3).ptr};
}

std::string rows_text(std::size_t shown, std::size_t all) {
  return (shown < all ? count_text(shown) + " of " : "") + count_text(all) + (all == 1 ? " test row" : " test rows");
}

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

}  // namespace trainyard::report
