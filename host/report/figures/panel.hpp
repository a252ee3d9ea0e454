// What figures of a run share: their size, and how lines of several classes are told apart.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "host/plot/frame.hpp"
#include "host/report/curves.hpp"
#include "host/report/run_files.hpp"

namespace trainyard::report {

inline constexpr double panel_width = 400;      // read on a telephone, too
inline constexpr std::size_t most_rows = 1500;  // marks of a scatter plot
inline constexpr std::size_t most_classes = 6;  // lines that a reader can tell apart

/// With as many lines of a legend below the title.
double panel_height(std::size_t lines = 1);
/// The frame below the legend.
plot::Frame panel_frame(std::size_t lines, plot::Axis x, plot::Axis y);

/// One class of a classification against the others.
struct ClassRows {
  std::string label;
  Scored rows;
};
/// The positive class of two; of more those with the most rows, at most most_classes, in their order.
std::vector<ClassRows> classes_of(const TestRows& rows);

/// A line in the class's colour and dashes; its points tell their words.
void draw_class_line(plot::Svg& svg, std::size_t index, std::span<const plot::Told> points);
/// One line of text per class, below the title.
void draw_class_legend(plot::Svg& svg, std::span<const std::string> texts);

/// Dashed, for what would be perfect or no better than chance.
void draw_reference(plot::Svg& svg, plot::Point from, plot::Point to);

/// "0.912": three digits.
std::string share_text(double value);
/// "4,128 test rows", and "1,500 of 4,128 test rows" where not all are shown.
std::string rows_text(std::size_t shown, std::size_t all);
/// 20640 as "20,640".
std::string count_text(std::uint64_t count);

}  // namespace trainyard::report
