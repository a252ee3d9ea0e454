#include "host/plot/frame.hpp"

#include <algorithm>

namespace trainyard::plot {
namespace {

constexpr double tick_room = 18, label_room = 18;
constexpr double slant_sine = 0.574;  // of 35 degrees
constexpr std::size_t longest_name = 16;

double widest(std::span<const Tick> ticks) {
  double width = 0;
  for (const Tick& tick : ticks) width = std::max(width, text_width(shortened(tick.label, longest_name)));
  return width;
}

std::size_t most_ticks(double length, double apart) { return static_cast<std::size_t>(std::max(2.0, length / apart)); }

/// Leaves out labels of what lies closer than the height of a line; their ticks stay.
void thin(std::vector<Tick>& ticks, double length) {
  const auto fitting = static_cast<std::size_t>(std::max(1.0, length / 13));
  const std::size_t apart = (ticks.size() + fitting - 1) / fitting;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    if (i % apart != 0) ticks[i].label.clear();
  }
}

}  // namespace

Frame::Frame(const Box& outer, Axis x, Axis y) : x_(std::move(x)), y_(std::move(y)), inner_(outer) {
  y_ticks_ = y_.scale.ticks(most_ticks(outer.height, 40));
  if (y_.scale.has_names()) thin(y_ticks_, outer.height);
  const double left = widest(y_ticks_) + 10 + (y_.label.empty() ? 0 : label_room);
  inner_.left += left;
  inner_.width -= left;
  x_ticks_ = x_.scale.ticks(most_ticks(inner_.width, 55));
  double below = tick_room;
  if (x_.scale.has_names()) {
    slanted_ = widest(x_ticks_) > inner_.width / static_cast<double>(x_ticks_.size()) - 6;
    if (slanted_) {
      below = 12 + slant_sine * (widest(x_ticks_) + 8);
      thin(x_ticks_, inner_.width);
    }
  }
  inner_.height -= below + (x_.label.empty() ? 0 : label_room);
}

Point Frame::at(double x, double y) const {
  return {inner_.left + x_.scale.at(x) * inner_.width, inner_.bottom() - y_.scale.at(y) * inner_.height};
}

void Frame::draw(Svg& svg) const {
  draw_x(svg);
  draw_y(svg);
}

void Frame::draw_x(Svg& svg) const {
  for (const Tick& tick : x_ticks_) {
    const double x = inner_.left + tick.at * inner_.width;
    if (!x_.scale.has_names()) svg.line({x, inner_.top}, {x, inner_.bottom()}, "grid");
    svg.line({x, inner_.bottom()}, {x, inner_.bottom() + 4}, "axis");
    const std::string shown = shortened(tick.label, longest_name);
    if (slanted_) {
      const std::string turn = "rotate(-35 " + pixels(x + 3) + " " + pixels(inner_.bottom() + 14) + ")";
      svg.text({x + 3, inner_.bottom() + 14}, shown, {{"text-anchor", "end"}, {"transform", turn}}, tick.label);
    } else {
      svg.text({x, inner_.bottom() + 16}, shown, {{"text-anchor", "middle"}}, tick.label);
    }
  }
  svg.line({inner_.left, inner_.bottom()}, {inner_.right(), inner_.bottom()}, "axis");
  if (x_.label.empty()) return;
  const double below = slanted_ ? 12 + slant_sine * (widest(x_ticks_) + 8) : tick_room;
  const auto fitting = static_cast<std::size_t>(std::max(8.0, inner_.width / text_width("n", 12)));
  svg.text({inner_.left + inner_.width / 2, inner_.bottom() + below + 13}, shortened(x_.label, fitting),
           {{"text-anchor", "middle"}, {"font-size", "12"}}, x_.label);
}

void Frame::draw_y(Svg& svg) const {
  for (const Tick& tick : y_ticks_) {
    const double y = inner_.bottom() - tick.at * inner_.height;
    svg.line({inner_.left, y}, {inner_.right(), y}, "grid");
    svg.text({inner_.left - 6, y + 4}, shortened(tick.label, longest_name), {{"text-anchor", "end"}}, tick.label);
  }
  svg.line({inner_.left, inner_.top}, {inner_.left, inner_.bottom()}, "axis");
  if (y_.label.empty()) return;
  const Point middle{inner_.left - widest(y_ticks_) - 16, inner_.top + inner_.height / 2};
  const auto fitting = static_cast<std::size_t>(std::max(8.0, inner_.height / text_width("n", 12)));
  svg.text(middle, shortened(y_.label, fitting),
           {{"text-anchor", "middle"}, {"font-size", "12"}, {"transform", "rotate(-90 " + pixels(middle.x) + " " + pixels(middle.y) + ")"}},
           y_.label);
}

void draw_legend(Svg& svg, Point at, std::span<const LegendEntry> entries) {
  for (const auto& [text, colour, mark, line] : entries) {
    if (line) {
      svg.polyline(std::vector<Point>{{at.x, at.y - 4}, {at.x + 16, at.y - 4}},
                   {{"stroke", std::string(colour)}, {"stroke-width", "2"}, {"fill", "none"}});
    } else {
      svg.marks(mark, std::vector<Point>{{at.x + 10, at.y - 4}}, colour);
    }
    svg.text({at.x + 20, at.y}, text);
    at.x += 20 + text_width(text) + 18;
  }
}

void draw_note(Svg& svg, std::string_view note) {
  svg.text({svg.width() / 2, svg.height() / 2 + 12}, note, {{"text-anchor", "middle"}, {"font-size", "12"}});
}

}  // namespace trainyard::plot
