#include "host/source/csv.hpp"

#include <algorithm>
#include <utility>

#include "host/error/error.hpp"
#include "host/source/csv_window.hpp"
#include "host/source/header.hpp"

namespace trainyard::source {
namespace {

constexpr std::size_t cells_per_block = std::size_t{1} << 20;
constexpr std::size_t raw_bytes_kept = 4096;
constexpr std::size_t largest_row = std::size_t{1} << 30;  // positions in a block have 32 bits

ReaderOptions within_limits(ReaderOptions options) {
  options.max_row_bytes = std::clamp<std::size_t>(options.max_row_bytes, 8, largest_row);
  options.block_bytes = std::clamp<std::size_t>(options.block_bytes, 1, options.max_row_bytes);
  check_dialect(options.csv);
  return options;
}

}  // namespace

struct CsvReader::State : ReaderState {
  State(const std::filesystem::path& path, ReaderOptions given) : options(within_limits(std::move(given))), window(path, options) {
    file_bytes = window.input().bytes();
    modified = window.input().modified();
  }

  void read_header();
  void refuse_other_texts();
  void find_first_row();
  void name_columns(const std::vector<char>& text);
  void take_rows(Block& block);
  void take_broken_row(Block& block) const;
  [[noreturn]] void refuse_open_quote() const;

  ReaderOptions options;
  CsvWindow window;
};

void CsvReader::State::read_header() {
  std::vector<char> text;
  window.open(text, std::clamp<std::size_t>(options.block_bytes, 8, std::size_t{64} << 10));
  window.fill();
  refuse_other_texts();
  find_first_row();
  name_columns(text);
  if (options.csv.header) window.pass();
  window.close();
  bytes_read = window.input().bytes_read();
}

void CsvReader::State::refuse_other_texts() {
  using namespace std::string_view_literals;
  if (window.text().empty()) {
    window.refuse(options.csv.header ? "the file is empty; expected a header row with column names" : "the file is empty; expected rows");
  }
  refuse_other_formats(window.text(), window.input().path().string());
  if (window.text().starts_with("\xEF\xBB\xBF"sv)) window.skip(3);
}

void CsvReader::State::find_first_row() {
  for (CsvWalker* walker = &window.walk(); !walker->next(nullptr, 0, 0); walker = &window.fill()) {
    if (walker->row().open_quote && options.csv.header) {
      window.refuse("line " + std::to_string(window.line() + walker->row().line) + ": a quote in the header is never closed; close it");
    }
    if (walker->row().open_quote) refuse_open_quote();
    window.pass();
    if (window.at_end()) {
      window.refuse(options.csv.header ? "the file has only blank lines; expected a header row with column names"
                                       : "the file has only blank lines; expected rows");
    }
    window.widen();
  }
}

// By the first row, which the walker goes over once more.
void CsvReader::State::name_columns(const std::vector<char>& text) {
  const CsvDialect& csv = options.csv;
  const std::size_t fields = window.walker().row().fields;
  TextRows first;
  first.clear(fields, 0, 0);
  first.text() = text;
  CsvWalker& walker = window.walk();
  walker.next(first.slot(), first.stride(), fields);
  if (walker.row().text_after_quote && csv.header) {
    window.refuse("line " + std::to_string(window.line() + walker.row().line) +
                  ": text after a closing quote in the header; quote the whole name");
  }
  for (const std::size_t column : walker.doubled()) first.mark_doubled(column);
  first.add(walker.row().raw, 0, 0);
  first.halve_quotes(text.size(), csv.quote);
  for (std::size_t column = 0; column < fields; ++column) columns.emplace_back(first.cell(0, column));

  if (csv.header) check_header(columns, csv.delimiter, window.input().path().string());
  if (csv.names.empty() && !csv.header) {
    const std::string hint = fields == 1 ? delimiter_hint(columns, csv.delimiter) : "";
    if (!hint.empty()) window.refuse("the first row is one field, '" + columns[0] + "'" + hint);
    for (std::size_t column = 0; column < fields; ++column) columns[column] = "column_" + std::to_string(column + 1);
  } else if (!csv.names.empty()) {
    if (csv.header && fields != csv.names.size()) {
      window.refuse("the header has " + std::to_string(fields) + (fields == 1 ? " column" : " columns") + ", data.csv.names gives " +
                    std::to_string(csv.names.size()) + delimiter_hint(columns, csv.delimiter));
    }
    columns = csv.names;
  }
}

// Replaces the block's rows by the next ones; none only at the end.
void CsvReader::State::take_rows(Block& block) {
  TextRows& rows = block.text_;
  const std::size_t most = std::max<std::size_t>(cells_per_block / columns.size(), 1);
  std::uint32_t number = 0;
  for (window.open(rows.text(), options.block_bytes);; window.widen()) {
    CsvWalker& walker = window.fill();
    rows.clear(columns.size(), rows_read, window.line());
    for (; number < most && walker.next(rows.slot(), rows.stride(), columns.size()); ++number, ++rows_read) {
      const RawRow& row = walker.row();
      if (row.fields != columns.size() || row.text_after_quote) {
        take_broken_row(block);
        continue;
      }
      for (const std::size_t column : walker.doubled()) rows.mark_doubled(column);
      rows.add(row.raw, row.line, number);
    }
    if (walker.row().open_quote) refuse_open_quote();
    const std::size_t used = window.pass();
    if (number == 0 && !window.at_end()) continue;
    window.close();
    rows.halve_quotes(used, options.csv.quote);
    bytes_read = window.input().bytes_read();
    return;
  }
}

void CsvReader::State::take_broken_row(Block& block) const {
  const RawRow& row = window.walker().row();
  const std::uint64_t line = window.line() + row.line;
  std::string why = row.text_after_quote ? "text after a closing quote"
                                         : std::to_string(row.fields) + (row.fields == 1 ? " field" : " fields") +
                                               (options.csv.header ? ", the header has " : ", expected ") + std::to_string(columns.size());
  if (row.line_ends > 0) why += "; the row goes on to line " + std::to_string(line + row.line_ends) + ", is a quote left open?";
  block.broken_.push_back({rows_read, line, std::move(why), std::string(window.bytes(row.raw).substr(0, raw_bytes_kept))});
}

// Not one bad row: everything down to the end of the file is inside the quotes.
void CsvReader::State::refuse_open_quote() const {
  const RawRow& row = window.walker().row();
  window.refuse("line " + std::to_string(window.line() + row.line + row.quote_line) + ", column " + std::to_string(row.fields + 1) +
                (row.fields < columns.size() ? " ('" + columns[row.fields] + "')" : "") +
                ": a quote opens here and is never closed; close it, or write the field in quotes with every quote in it doubled");
}

CsvReader::CsvReader(const std::filesystem::path& path, ReaderOptions options) : state_(std::make_unique<State>(path, std::move(options))) {
  state_->read_header();
}

CsvReader::~CsvReader() = default;

const ReaderState& CsvReader::state() const noexcept { return *state_; }

bool CsvReader::next(Block& block) {
  block.broken_.clear();
  block.typed_.clear();
  block.storage_.reset();
  state_->take_rows(block);
  if (block.rows() > 0 || !block.broken().empty()) return true;
  if (state_->rows_read == 0) state_->window.refuse("has a header and no rows; give at least one row below it");
  return false;
}

}  // namespace trainyard::source
