#include "host/source/raw_row.hpp"

namespace trainyard::source {
namespace {

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

// Returns the position after the closing quote of the field whose first quoted byte is at `at`; counts the line ends inside.
std::size_t close_quote(std::string_view text, std::size_t at, RawRow& row) {
  while (at < text.size()) {
    if (text[at] == '"') {
      if (at + 1 >= text.size() || text[at + 1] != '"') return at + 1;
      at += 2;
    } else if (is_line_end(text[at])) {
      at += line_end_length(text.substr(at, 2));
      ++row.line_ends;
    } else {
      ++at;
    }
  }
  row.open_quote = true;
  return at;
}

}  // namespace

std::size_t line_end_length(std::string_view text) {
  if (text.empty() || !is_line_end(text[0])) return 0;
  return text[0] == '\r' && text.size() > 1 && text[1] == '\n' ? 2 : 1;
}

RawRow scan_row(std::string_view text) {
  RawRow row;
  std::size_t at = 0;
  bool field_start = true;
  while (at < text.size() && !is_line_end(text[at])) {
    if (field_start && text[at] == '"') {
      row.quote_line = row.line_ends;
      at = close_quote(text, at + 1, row);
      if (row.open_quote) break;
      field_start = false;
      row.text_after_quote |= at < text.size() && text[at] != ',' && !is_line_end(text[at]);
      continue;
    }
    field_start = text[at] == ',';
    row.quote_field += field_start ? 1 : 0;
    ++at;
  }
  row.length = at;
  row.complete = at < text.size();
  return row;
}

}  // namespace trainyard::source
