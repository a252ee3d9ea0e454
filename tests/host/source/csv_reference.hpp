// CsvReader beside Arrow's parser.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "host/error/error.hpp"
#include "tests/host/source/csv_cells.hpp"
#include "tests/reference/arrow_csv.hpp"

namespace trainyard::source {

inline std::string difference_of_rows(const Cells& ours, const reference::CsvRows& theirs) {
  std::size_t row = 0, broken = 0;
  for (std::size_t number = 0; number < theirs.rows.size(); ++number) {
    const auto& expected = theirs.rows[number];
    const std::string where = "row " + std::to_string(number) + ": ";
    if (expected.fields != ours.columns.size() || expected.text_after_quote) {
      if (broken == ours.broken.size()) return where + "not broken";
      const BrokenRow& got = ours.broken[broken++];
      if (got.number != number || got.line != expected.line || got.raw != expected.raw.substr(0, 4096)) return where + "broken elsewhere";
      const std::string why = expected.text_after_quote ? "text after a closing quote" : std::to_string(expected.fields) + " field";
      if (!got.reason.starts_with(why)) return where + got.reason;
      const bool goes_on = got.reason.find("goes on to line " + std::to_string(expected.line + expected.line_ends)) != std::string::npos;
      if (goes_on != (expected.line_ends > 0)) return where + got.reason;
      continue;
    }
    if (row == ours.rows.size()) return where + "not there";
    if (ours.rows[row] != expected.cells) return where + "other cells";
    if (ours.numbers[row] != number || ours.lines[row] != expected.line) return where + "another place";
    if (ours.raws[row] != expected.raw) return where + "other raw text";
    ++row;
  }
  return row == ours.rows.size() && broken == ours.broken.size() ? "" : "rows that Arrow does not know";
}

/// Reads `file`, which has a header of `columns` names in its first line and then `rows`. "", or what differs from Arrow's reading.
inline std::string difference_from_arrow(const std::filesystem::path& file, std::size_t columns, std::string_view rows,
                                         const ReaderOptions& options) {
  const auto theirs = reference::csv_rows_by_arrow(rows, columns, options.csv.delimiter, options.csv.quote, 2);
  try {
    const Cells ours = read_cells(file, options);
    if (ours.columns.size() != columns) return "other columns";
    return theirs.open_line > 0 ? "an open quote is not noticed" : difference_of_rows(ours, theirs);
  } catch (const Error& error) {
    const std::string_view message = error.what();
    const std::string open = "line " + std::to_string(theirs.open_line) + ", column " + std::to_string(theirs.open_column) + " ";
    if (theirs.open_line > 0 && message.find("never closed") != std::string_view::npos) {
      const bool placed =
          message.find(open) != std::string_view::npos || message.find(open.substr(0, open.size() - 1) + ":") != std::string_view::npos;
      return placed ? "" : "an open quote elsewhere: " + std::string(message);
    }
    if (theirs.rows.empty() && theirs.open_line == 0 && message.find("no rows") != std::string_view::npos) return "";
    return std::string(message);
  }
}

}  // namespace trainyard::source
