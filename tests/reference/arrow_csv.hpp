// What Arrow's parser and a plain scan of the bytes make of CSV rows.
#pragma once

#include <algorithm>
#include <arrow/csv/options.h>
#include <arrow/csv/parser.h>
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::reference {

struct CsvRow {
  std::uint64_t line = 0;
  std::string raw;  // without the line end
  std::size_t fields = 0;
  std::vector<std::string> cells;  // by Arrow; empty when the number of fields is another than that of columns
  bool text_after_quote = false;
  std::uint64_t line_ends = 0;  // inside quotes
};

struct CsvRows {
  std::vector<CsvRow> rows;
  std::uint64_t open_line = 0;  // where a quote opens that never closes, 0: there is none …
  std::size_t open_column = 0;  // … and its column, counted from 1
};

/// One row by a byte at a time, from text[at] on, which it moves past the line end. Returns whether the row's quotes close.
class CsvScan {
 public:
  CsvScan(std::string_view text, char delimiter, char quote) : text_(text), delimiter_(delimiter), quote_(quote) {}

  bool row(std::size_t& at, CsvRow& row, CsvRows& all) const {
    const std::size_t begin = at;
    bool field_start = true;
    row.fields = 1;
    while (!line_end(at)) {
      if (field_start && quote_ != 0 && text_[at] == quote_) {
        const std::uint64_t line = row.line + row.line_ends;
        if (!close(++at, row)) {
          all.open_line = line;
          all.open_column = row.fields;
          return false;
        }
        row.text_after_quote |= !line_end(at) && text_[at] != delimiter_;
        field_start = false;
      } else {
        field_start = text_[at++] == delimiter_;
        row.fields += field_start ? 1 : 0;
      }
    }
    row.raw = text_.substr(begin, at - begin);
    skip_line_end(at);
    return true;
  }
  bool line_end(std::size_t at) const { return at >= text_.size() || text_[at] == '\n' || text_[at] == '\r'; }
  void skip_line_end(std::size_t& at) const {
    if (at < text_.size()) at += text_.substr(at, 2) == "\r\n" ? 2 : 1;
  }

 private:
  bool close(std::size_t& at, CsvRow& row) const {
    while (at < text_.size()) {
      if (text_[at] == quote_) {
        ++at;
        if (at >= text_.size() || text_[at] != quote_) return true;
        ++at;
      } else if (line_end(at)) {
        skip_line_end(at);
        ++row.line_ends;
      } else {
        ++at;
      }
    }
    return false;
  }

  std::string_view text_;
  char delimiter_, quote_;
};

/// The rows of `text`, which has no header; its first line has the given number. `quote` 0: none.
inline CsvRows csv_rows_by_arrow(std::string_view text, std::size_t columns, char delimiter, char quote, std::uint64_t line) {
  auto options = arrow::csv::ParseOptions::Defaults();
  options.delimiter = delimiter;
  options.quoting = quote != 0;
  options.quote_char = quote;
  options.newlines_in_values = true;
  options.ignore_empty_lines = false;          // they come as rows without text
  std::map<std::size_t, std::int32_t> ragged;  // offset and number of fields
  options.invalid_row_handler = [&](const arrow::csv::InvalidRow& row) {
    ragged.emplace(static_cast<std::size_t>(row.text.data() - text.data()), row.actual_columns);
    return arrow::csv::InvalidRowResult::Skip;
  };
  arrow::csv::BlockParser parser(options, static_cast<std::int32_t>(columns));
  std::uint32_t used = 0;
  if (const auto status = parser.ParseFinal(text, &used); !status.ok()) throw std::runtime_error(status.ToString());
  std::vector<std::vector<std::string>> cells(static_cast<std::size_t>(parser.num_rows()));
  for (std::size_t column = 0; column < columns; ++column) {
    std::size_t row = 0;
    const auto status =
        parser.VisitColumn(static_cast<std::int32_t>(column), [&](const std::uint8_t* data, std::uint32_t size, bool, bool) {
          cells[row++].emplace_back(reinterpret_cast<const char*>(data), size);
          return arrow::Status::OK();
        });
    if (!status.ok()) throw std::runtime_error(status.ToString());
  }

  const CsvScan scan(text, delimiter, quote);
  CsvRows all;
  std::size_t parsed = 0;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const auto bad = ragged.find(at);
    if (scan.line_end(at)) {
      scan.skip_line_end(at);
      ++parsed;
      continue;
    }
    CsvRow row{.line = line};
    if (!scan.row(at, row, all)) return all;
    line += row.line_ends;
    if (bad == ragged.end()) {
      row.cells = std::move(cells.at(parsed++));
    } else if (static_cast<std::size_t>(bad->second) != row.fields) {
      throw std::runtime_error("Arrow counts other fields than the scan");
    }
    all.rows.push_back(std::move(row));
  }
  if (parsed != cells.size()) throw std::runtime_error("Arrow counts other rows than the scan");
  return all;
}

}  // namespace trainyard::reference
