// An SVG document, written in order: no scripts, no external resources, the same bytes for the same figure.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trainyard::plot {

// Okabe and Ito's colours for readers who see colours differently; black and white change places where the reader prefers dark pages.
inline constexpr std::string_view blue = "#0072B2", vermillion = "#D55E00", green = "#009E73", grey = "#8C8C8C";

struct Point {
  double x = 0, y = 0;  ///< in pixels from the upper left corner
};

using Attributes = std::initializer_list<std::pair<std::string_view, std::string>>;

/// A tenth of a pixel: "12.3", "12", "0".
std::string pixels(double value);
/// About how wide a text is drawn, in pixels.
double text_width(std::string_view text, double size = 11);
/// At most `most` characters; what is too long loses its middle to "…".
std::string shortened(std::string_view text, std::size_t most);
/// Lines of at most `most` characters, broken behind points, underscores, blanks and hyphens where there are any; what is left after
/// `lines` of them is shortened into the last.
std::vector<std::string> wrapped(std::string_view text, std::size_t most, std::size_t lines);

/// What a mark says beyond its place is never its colour alone.
enum class Mark { dot, large_dot, triangle, cross };

/// A mark with the words that are shown to those who hover over it.
struct Told {
  Point at;
  std::string words;
};

class Svg {
 public:
  /// `name` makes the ids of title and description, so that figures of different names can be put into one page. The title is shown; the
  /// description says in words what the figure shows.
  Svg(std::string_view name, double width, double height, std::string_view title, std::string_view description);

  void open(std::string_view element, Attributes attributes = {});
  void close();  ///< the element that was opened last
  void line(Point from, Point to, std::string_view kind);
  /// `shown` with `whole` for those who hover over it, where the two differ.
  void text(Point at, std::string_view shown, Attributes attributes = {}, std::string_view whole = {});
  /// All points as one path.
  void marks(Mark mark, std::span<const Point> points, std::string_view colour, double opacity = 1);
  /// One path per mark, or one for all where none has words; without opacity they are not seen, but found.
  void told_marks(Mark shape, std::span<const Told> marks, std::string_view colour, double opacity = 1);
  /// Through the points in order; `words` for those who hover over it.
  void polyline(std::span<const Point> points, Attributes attributes = {}, std::string_view words = {});
  void rectangle(Point corner, double width, double height, Attributes attributes, std::string_view words = {});

  /// Precondition: what was opened is closed.
  [[nodiscard]] std::string finish() &&;

  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const { return height_; }

 private:
  void element(std::string_view name, Attributes attributes, std::string_view end);
  void add(Attributes attributes);
  void end(std::string_view name, std::string_view words);

  double width_, height_;
  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace trainyard::plot
