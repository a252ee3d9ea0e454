// The extent of one row in the raw bytes of a CSV file, quotes included.
#pragma once

#include <cstddef>
#include <string_view>

namespace trainyard::source {

/// Follows the rules by which Arrow splits rows: a quote opens only at the start of a field, a doubled quote inside is a quote,
/// what follows the closing quote is text up to the next comma or line end.
struct RawRow {
  std::size_t length = 0;         ///< bytes before the line end
  std::size_t line_ends = 0;      ///< line ends inside quotes: the row spans 1 + line_ends lines
  bool complete = false;          ///< a line end follows
  bool open_quote = false;        ///< the text ended inside quotes
  std::size_t quote_field = 0;    ///< where that quote opened: the field, counted from 0 …
  std::size_t quote_line = 0;     ///< … and how many lines below the row's first
  bool text_after_quote = false;  ///< as in `"ab"c`
};

/// Scans the first row of `text`.
RawRow scan_row(std::string_view text);

/// Length of the line end at the start of `text`: 2 for CR LF, 1 for LF or CR, else 0.
std::size_t line_end_length(std::string_view text);

}  // namespace trainyard::source
