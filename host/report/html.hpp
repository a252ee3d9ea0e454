// An HTML page in one file: no network, no library. Whatever is given as text is escaped; `html` is what these functions made.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::report {

/// For text and attribute values. What HTML cannot hold becomes U+FFFD.
std::string escaped(std::string_view text);

std::string paragraph(std::string_view text, std::string_view kind = "");
std::string heading(std::string_view text);
/// The HTML below a heading; "" where there is none.
std::string titled(std::string_view title, const std::string& html);
/// <details> with the summary that is clicked to see it.
std::string details(std::string_view summary, std::string_view html);

/// Beside one another as there is room; empty ones are left out.
std::string beside(std::span<const std::string> html);

class HtmlTable {
 public:
  explicit HtmlTable(std::vector<std::string> headings) : headings_(std::move(headings)) {}
  /// Cells as text; what reads as a number is put to the right.
  void add(const std::vector<std::string>& cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string html() const;

 private:
  std::vector<std::string> headings_;
  std::string rows_;
};

/// A figure as it stands on a page: an SVG document, and what it shows as a table where that is short.
struct Figure {
  std::string svg;
  std::string data = {};  ///< HTML
  std::string caption = {};
  bool wide = false;  ///< keeps its size, and scrolls on a narrow page

  [[nodiscard]] bool empty() const { return svg.empty(); }
};
/// Side by side as there is room; "" where all are empty.
std::string figures(std::span<const Figure> all);

struct Section {
  std::string id, title;
  std::string body = {};  ///< HTML; a section without one is left out
};

/// `head` is HTML above the sections and the links to them.
std::string page(std::string_view title, std::string_view head, std::span<const Section> sections);

}  // namespace trainyard::report
