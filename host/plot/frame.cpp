#include "host/plot/frame.hpp"

#include <algorithm>

namespace trainyard::plot {
namespace {

constexpr double tick_room = 18, label_room = 18;
constexpr double slant_sine = 0.574, slant_cosine = 0.819;  // of 35 degrees
constexpr std::size_t longest_name = 16;

double widest(std::span<const Tick> ticks) {
  double width = 0;
  for (const Tick& tick : ticks) width = std::max(width, text_width(shortened(tick.label, longest_name)));
  return width;
}

/// As many ticks as have room for their labels side by side.
std::vector<Tick> fitting_ticks(const Scale& scale, double width) {
  for (auto most = static_cast<std::size_t>(std::max(width / 28, 3.0));; --most) {
    auto ticks = scale.ticks(most);
    if (most == 2 || widest(ticks) + 14 <= width / static_cast<double>(ticks.size())) return ticks;
  }
}

}  // namespace

Frame::Frame(const Box& outer, Axis x, Axis y) : x_(std::move(x)), y_(std::move(y)), outer_(outer), inner_(outer) {
  y_ticks_ = y_.scale.ticks(static_cast<std::size_t>(std::max(2.0, outer.height / (y_.scale.has_names() ? 14 : 40))));
  const double left = widest(y_ticks_) + 10 + (y_.label.empty() ? 0 : label_room);
  inner_.left += left;
  inner_.width -= left;
  place_x_labels();
  inner_.height -= labels_below_ + (x_.label.empty() ? 0 : label_room);
}

void Frame::place_x_labels() {
  labels_below_ = tick_room;
  if (!x_.scale.has_names()) {
    x_ticks_ = fitting_ticks(x_.scale, inner_.width);
    return;
  }
  x_ticks_ = x_.scale.ticks(static_cast<std::size_t>(std::max(1.0, inner_.width / 14)));
  slanted_ = widest(x_ticks_) > inner_.width / static_cast<double>(x_ticks_.size()) - 6;
  if (!slanted_) return;
  double longest = 0;
  for (const Tick& tick : x_ticks_) longest = std::max(longest, text_width(slanted_label(tick)));
  labels_below_ = 12 + slant_sine * (longest + 8);
}

std::string Frame::slanted_label(const Tick& tick) const {
  const double room = (inner_.left + tick.at * inner_.width - outer_.left) / slant_cosine;
  return shortened(tick.label, std::min(longest_name, static_cast<std::size_t>(std::max(4.0, room / text_width("n")))));
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
    if (tick.label.empty()) continue;
    if (slanted_) {
      const std::string turn = "rotate(-35 " + pixels(x + 3) + " " + pixels(inner_.bottom() + 14) + ")";
      svg.text({x + 3, inner_.bottom() + 14}, slanted_label(tick), {{"text-anchor", "end"}, {"transform", turn}}, tick.label);
    } else {
      svg.text({x, inner_.bottom() + 16}, shortened(tick.label, longest_name), {{"text-anchor", "middle"}}, tick.label);
    }
  }
  svg.line({inner_.left, inner_.bottom()}, {inner_.right(), inner_.bottom()}, "axis");
  if (x_.label.empty()) return;
  const auto fitting = static_cast<std::size_t>(std::max(8.0, inner_.width / text_width("n", 12)));
  svg.text({inner_.left + inner_.width / 2, inner_.bottom() + labels_below_ + 13}, shortened(x_.label, fitting),
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
