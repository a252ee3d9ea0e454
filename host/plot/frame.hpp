// A frame with a horizontal and a vertical axis.
#pragma once

#include <string>

#include "host/plot/scale.hpp"
#include "host/plot/svg.hpp"

namespace trainyard::plot {

struct Box {
  double left = 0, top = 0, width = 0, height = 0;

  [[nodiscard]] double right() const { return left + width; }
  [[nodiscard]] double bottom() const { return top + height; }
};

struct Axis {
  Scale scale;
  std::string label;  ///< may be empty
};

class Frame {
 public:
  /// Takes the room for ticks and labels from `outer`.
  Frame(const Box& outer, Axis x, Axis y);

  /// The grid, the axes with their ticks, and the labels. Marks are drawn over it.
  void draw(Svg& svg) const;
  [[nodiscard]] Point at(double x, double y) const;
  [[nodiscard]] const Box& inner() const { return inner_; }

 private:
  void draw_x(Svg& svg) const;
  void draw_y(Svg& svg) const;

  void place_x_labels();
  /// How long a slanted label may be without leaving the frame's room.
  [[nodiscard]] std::string slanted_label(const Tick& tick) const;

  Axis x_, y_;
  Box outer_, inner_;
  std::vector<Tick> x_ticks_, y_ticks_;
  bool slanted_ = false;     ///< the labels of x
  double labels_below_ = 0;  ///< their height
};

/// Which marks a figure has, side by side from `at` to the right. A line's entry has Mark::dot and `line`.
struct LegendEntry {
  std::string text;
  std::string_view colour;
  Mark mark = Mark::dot;
  bool line = false;
};
void draw_legend(Svg& svg, Point at, std::span<const LegendEntry> entries);

/// In the middle of a figure that has nothing to show.
void draw_note(Svg& svg, std::string_view note);

}  // namespace trainyard::plot
