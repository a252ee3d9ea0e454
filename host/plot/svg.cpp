#include "host/plot/svg.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace trainyard::plot {
namespace {

// Attributes are for light pages and for pages that forbid styles; the style is for readers who prefer dark ones.
constexpr std::string_view dark_style =
    "<style>@media (prefers-color-scheme:dark){.ty-paper{fill:#161616}.ty-ink{fill:#E4E4E4}.ty-halo{stroke:#161616}"
    ".ty-axis{stroke:#A8A8A8}.ty-grid{stroke:#3A3A3A}}</style>\n";

std::size_t length_of(unsigned char first) { return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4; }

/// The characters of UTF-8 text.
std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t length = std::min(length_of(static_cast<unsigned char>(text.front())), text.size());
    out.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

std::string joined(std::span<const std::string_view> parts) {
  std::string out;
  for (const auto part : parts) out += part;
  return out;
}

/// For text and attribute values. What XML 1.0 cannot hold becomes U+FFFD.
std::string escaped(std::string_view text) {
  std::string out;
  for (const auto character : characters(text)) {
    const auto first = static_cast<unsigned char>(character.front());
    if (character == "<") {
      out += "&lt;";
    } else if (character == ">") {
      out += "&gt;";
    } else if (character == "&") {
      out += "&amp;";
    } else if (character == "\"") {
      out += "&quot;";
    } else if (first == '\n' || first == '\t' || first == '\r') {
      out += ' ';
    } else if (first < 0x20 || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF") {
      out += "\xEF\xBF\xBD";
    } else {
      out += character;
    }
  }
  return out;
}

bool is_dot(Mark mark) { return mark == Mark::dot || mark == Mark::large_dot; }

std::string_view width_of(Mark mark) { return mark == Mark::dot ? "5" : mark == Mark::large_dot ? "9" : "1.5"; }

std::string path_of(Mark mark, Point at) {
  switch (mark) {
    case Mark::dot:
    case Mark::large_dot:
      return "M" + pixels(at.x) + " " + pixels(at.y) + "h0";  // nothing but its round ends
    case Mark::triangle:
      return "M" + pixels(at.x) + " " + pixels(at.y - 4) + "l4 7h-8z";
    case Mark::cross:
      return "M" + pixels(at.x - 3) + " " + pixels(at.y - 3) + "l6 6m0-6l-6 6";
  }
  return "";
}

/// Hangul, CJK and emoji.
bool is_wide(std::string_view character) { return (character >= "\xE1\x84\x80" && character < "\xF0") || character >= "\xF0\x9F"; }

}  // namespace

std::string pixels(double value) {
  const double tenths = std::round(value * 10);
  std::array<char, 32> text{};
  std::string out(text.data(), std::to_chars(text.data(), text.data() + text.size(), tenths / 10 + 0.0, std::chars_format::fixed, 1).ptr);
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  return out;
}

double text_width(std::string_view text, double size) {
  double ems = 0;
  for (const auto character : characters(text)) ems += is_wide(character) ? 1.0 : 0.56;
  return ems * size;
}

std::string shortened(std::string_view text, std::size_t most) {
  const auto all = characters(text);
  if (all.size() <= most) return std::string(text);
  const std::size_t kept = std::max<std::size_t>(most, 2) - 1, head = (kept + 1) / 2;
  return joined(std::span(all).first(head)) + "…" + joined(std::span(all).last(kept - head));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t most, std::size_t lines) {
  std::vector<std::string> out;
  auto all = characters(text);
  while (out.size() + 1 < lines && all.size() > most) {
    std::size_t end = most;
    while (end > 0 && std::string_view("._- ").find(all[end - 1]) == std::string_view::npos) --end;
    if (end == 0) end = most;
    out.push_back(joined(std::span(all).first(end)));
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(end));
  }
  out.push_back(shortened(joined(all), most));
  return out;
}

Svg::Svg(std::string_view name, double width, double height, std::string_view title, std::string_view description)
    : width_(width), height_(height) {
  const std::string id = escaped(name);
  open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
               {"width", pixels(width)},
               {"height", pixels(height)},
               {"viewBox", "0 0 " + pixels(width) + " " + pixels(height)},
               {"role", "img"},
               {"aria-labelledby", id + "-title " + id + "-description"},
               {"font-family", "system-ui,Helvetica,Arial,sans-serif"},
               {"font-size", "11"}});
  out_ += "<title id=\"" + id + "-title\">" + escaped(title) + "</title>\n";
  out_ += "<desc id=\"" + id + "-description\">" + escaped(description) + "</desc>\n";
  out_ += dark_style;
  rectangle({0, 0}, width, height, {{"class", "ty-paper"}, {"fill", "#FFFFFF"}});
  text({16, 24}, title, {{"font-size", "15"}, {"font-weight", "600"}});
}

void Svg::add(Attributes attributes) {
  for (const auto& [key, value] : attributes) {
    out_ += ' ';
    out_ += key;
    out_ += "=\"" + escaped(value) + "\"";
  }
}

void Svg::element(std::string_view name, Attributes attributes, std::string_view end) {
  out_ += '<';
  out_ += name;
  add(attributes);
  out_ += end;
}

void Svg::open(std::string_view name, Attributes attributes) {
  element(name, attributes, ">\n");
  open_.emplace_back(name);
}

void Svg::close() {
  out_ += "</" + open_.back() + ">\n";
  open_.pop_back();
}

void Svg::line(Point from, Point to, std::string_view kind) {
  const bool grid = kind == "grid";
  element("path",
          {{"class", "ty-" + std::string(kind)},
           {"d", "M" + pixels(from.x) + " " + pixels(from.y) + "L" + pixels(to.x) + " " + pixels(to.y)},
           {"stroke", grid ? "#E2E2E2" : "#6E6E6E"}},
          "/>\n");
}

void Svg::text(Point at, std::string_view shown, Attributes attributes, std::string_view whole) {
  element("text", {{"class", "ty-ink"}, {"x", pixels(at.x)}, {"y", pixels(at.y)}, {"fill", "#262626"}}, "");
  add(attributes);
  out_ += ">" + escaped(shown);
  if (!whole.empty() && whole != shown) out_ += "<title>" + escaped(whole) + "</title>";
  out_ += "</text>\n";
}

void Svg::marks(Mark mark, std::span<const Point> points, std::string_view colour, double opacity) {
  if (points.empty()) return;
  std::string path;
  for (const Point& point : points) path += path_of(mark, point);
  element("path", {{"d", path}, {"fill", "none"}, {"stroke", std::string(colour)}}, "");
  add({{"stroke-width", std::string(width_of(mark))},
       {"stroke-linecap", is_dot(mark) ? "round" : "butt"},
       {"stroke-opacity", pixels(opacity)}});
  out_ += "/>\n";
}

void Svg::told_marks(Mark shape, std::span<const Told> marks, std::string_view colour, double opacity) {
  if (marks.empty()) return;
  if (std::ranges::all_of(marks, [](const Told& mark) { return mark.words.empty(); })) {
    std::vector<Point> points;
    for (const Told& mark : marks) points.push_back(mark.at);
    this->marks(shape, points, colour, opacity);
    return;
  }
  open("g", {{"fill", "none"},
             {"stroke", std::string(colour)},
             {"stroke-width", std::string(width_of(shape))},
             {"stroke-linecap", is_dot(shape) ? "round" : "butt"},
             {"stroke-opacity", pixels(opacity)}});
  for (const auto& [at, words] : marks) {
    element("path", {{"d", path_of(shape, at)}}, "");
    end("path", words);
  }
  close();
}

void Svg::end(std::string_view name, std::string_view words) {
  if (words.empty()) {
    out_ += "/>\n";
    return;
  }
  out_ += "><title>" + escaped(words) + "</title></";
  out_ += name;
  out_ += ">\n";
}

void Svg::polyline(std::span<const Point> points, Attributes attributes, std::string_view words) {
  if (points.empty()) return;
  std::string path;
  for (const auto& [x, y] : points) path += (path.empty() ? "M" : "L") + pixels(x) + " " + pixels(y);
  if (points.size() == 1) path += "h0";
  element("path", {{"d", path}}, "");
  add(attributes);
  end("path", words);
}

void Svg::rectangle(Point corner, double width, double height, Attributes attributes, std::string_view words) {
  element("rect", {{"x", pixels(corner.x)}, {"y", pixels(corner.y)}, {"width", pixels(width)}, {"height", pixels(height)}}, "");
  add(attributes);
  end("rect", words);
}

std::string Svg::finish() && {
  close();
  return std::move(out_);
}

}  // namespace trainyard::plot
