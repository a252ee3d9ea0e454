#include "host/source/csv.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "host/error/error.hpp"
#include "host/source/csv_walker.hpp"
#include "host/source/header.hpp"
#include "host/source/text_input.hpp"

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

/// text[begin, size) is what a block's rows are taken from: it begins where a row or a blank line begins. `room` is how far it may be
/// filled.
struct CsvReader::Window {
  std::vector<char>& text;
  std::size_t begin = 0, size = 0, room = 0;
};

struct CsvReader::State {
  State(const std::filesystem::path& path, ReaderOptions given)
      : options(within_limits(std::move(given))), input(path, options.on_bytes), walker(options.csv) {}

  [[noreturn]] void refuse(const std::string& problem) const { throw Error(ExitCode::bad_data, input.path().string() + ": " + problem); }

  Window open(std::vector<char>& text, std::size_t bytes);
  void fill(Window& window);
  void walk(const Window& window) { walker.start(window.text.data(), window.begin, window.size, at_end); }
  void pass(Window& window);
  void widen(Window& window) const;
  void keep_rest(const Window& window) { rest.assign(&window.text[window.begin], &window.text[window.size]); }

  void read_header();
  void refuse_other_texts(Window& window);
  void find_first_row(Window& window);
  void name_columns(const Window& window);
  void take_rows(Block& block);
  void take_broken_row(Block& block, const Window& window) const;
  [[noreturn]] void refuse_open_quote() const;

  ReaderOptions options;
  TextInput input;
  CsvWalker walker;
  std::vector<std::string> columns;
  std::vector<char> rest;  // read and not yet in a block
  std::uint64_t rows_read = 0;
  std::uint64_t line = 1;  // of the next row or blank line
  bool at_end = false;     // the file has no more text than the window
  bool after_cr = false;   // the window begins after a CR that ended the last one: a LF here belongs to it
};

// A window on what is left of the last one, to be filled up to `bytes`.
CsvReader::Window CsvReader::State::open(std::vector<char>& text, std::size_t bytes) {
  Window window{text, 0, rest.size(), std::max(bytes, rest.size())};
  if (text.size() < window.room + CsvWalker::padding) text.resize(window.room + CsvWalker::padding);
  std::copy(rest.begin(), rest.end(), text.begin());
  rest.clear();
  return window;
}

void CsvReader::State::fill(Window& window) {
  if (window.begin > 0) std::memmove(window.text.data(), &window.text[window.begin], window.size - window.begin);
  window.size -= std::exchange(window.begin, 0);
  if (!at_end && window.size < window.room) {
    const std::size_t wanted = window.room - window.size;
    const std::size_t got = input.read(&window.text[window.size], wanted);
    at_end = got < wanted;
    window.size += got;
  }
  std::memset(&window.text[window.size], 0, CsvWalker::padding);
  if (after_cr && window.size > 0) {
    if (window.text[0] == '\n') window.begin = 1;
    after_cr = false;
  }
}

// Takes off the window what the walker has gone over.
void CsvReader::State::pass(Window& window) {
  const std::size_t next = walker.position();
  if (next == window.begin) return;
  after_cr = next == window.size && !at_end && window.text[next - 1] == '\r';
  line += walker.lines();
  window.begin = next;
}

// Makes room for the rest of a row that is longer than the window.
void CsvReader::State::widen(Window& window) const {
  const std::size_t length = window.size - window.begin;
  if (length < window.room) return;
  if (length >= options.max_row_bytes) {
    refuse("line " + std::to_string(line) + ": the row that begins here is longer than " + std::to_string(options.max_row_bytes) +
           " bytes; is a quote left open?");
  }
  window.room = std::clamp(2 * length, options.block_bytes, options.max_row_bytes);
  if (window.text.size() < window.room + CsvWalker::padding) window.text.resize(window.room + CsvWalker::padding);
}

void CsvReader::State::read_header() {
  std::vector<char> text;
  Window window = open(text, std::clamp<std::size_t>(options.block_bytes, 8, std::size_t{64} << 10));
  fill(window);
  refuse_other_texts(window);
  find_first_row(window);
  name_columns(window);
  if (options.csv.header) pass(window);
  keep_rest(window);
}

void CsvReader::State::refuse_other_texts(Window& window) {
  using namespace std::string_view_literals;
  const std::string_view first(window.text.data(), window.size);
  if (first.empty()) {
    refuse(options.csv.header ? "the file is empty; expected a header row with column names" : "the file is empty; expected rows");
  }
  refuse_other_formats(first, input.path().string());
  if (first.starts_with("\xEF\xBB\xBF"sv)) window.begin = 3;
}

void CsvReader::State::find_first_row(Window& window) {
  for (walk(window); !walker.next(nullptr, 0, 0); walk(window)) {
    if (walker.row().open_quote && options.csv.header) {
      refuse("line " + std::to_string(line + walker.row().line) + ": a quote in the header is never closed; close it");
    }
    if (walker.row().open_quote) refuse_open_quote();
    pass(window);
    if (at_end) {
      refuse(std::string("the file has only blank lines; expected ") + (options.csv.header ? "a header row with column names" : "rows"));
    }
    widen(window);
    fill(window);
  }
}

// By the first row, which the walker goes over once more.
void CsvReader::State::name_columns(const Window& window) {
  const CsvDialect& csv = options.csv;
  const std::size_t fields = walker.row().fields;
  TextRows first;
  first.clear(fields, 0, 0);
  first.text() = window.text;
  walk(window);
  walker.next(first.slot(), first.stride(), fields);
  if (walker.row().text_after_quote && csv.header) {
    refuse("line " + std::to_string(line + walker.row().line) + ": text after a closing quote in the header; quote the whole name");
  }
  for (const std::size_t column : walker.doubled()) first.mark_doubled(column);
  first.add(walker.row().raw, 0, 0);
  first.halve_quotes(window.size, csv.quote);
  for (std::size_t column = 0; column < fields; ++column) columns.emplace_back(first.cell(0, column));

  if (csv.header) check_header(columns, csv.delimiter, input.path().string());
  if (csv.names.empty() && !csv.header) {
    if (const std::string hint = fields == 1 ? delimiter_hint(columns, csv.delimiter) : ""; !hint.empty()) {
      refuse("the first row is one field, '" + columns[0] + "'" + hint);
    }
    for (std::size_t column = 0; column < fields; ++column) columns[column] = "column_" + std::to_string(column + 1);
  } else if (!csv.names.empty()) {
    if (csv.header && fields != csv.names.size()) {
      refuse("the header has " + std::to_string(fields) + (fields == 1 ? " column" : " columns") + ", data.csv.names gives " +
             std::to_string(csv.names.size()) + delimiter_hint(columns, csv.delimiter));
    }
    columns = csv.names;
  }
}

// Replaces the block's rows by the next ones; none only at the end.
void CsvReader::State::take_rows(Block& block) {
  TextRows& rows = block.text_;
  Window window = open(rows.text(), options.block_bytes);
  const std::size_t most = std::max<std::size_t>(cells_per_block / columns.size(), 1);
  for (;;) {
    fill(window);
    rows.clear(columns.size(), rows_read, line);
    walk(window);
    std::uint32_t number = 0;
    while (number < most && walker.next(rows.slot(), rows.stride(), columns.size())) {
      const RawRow& row = walker.row();
      if (row.fields == columns.size() && !row.text_after_quote) {
        for (const std::size_t column : walker.doubled()) rows.mark_doubled(column);
        rows.add(row.raw, row.line, number);
      } else {
        take_broken_row(block, window);
      }
      ++rows_read;
      ++number;
    }
    if (walker.row().open_quote) refuse_open_quote();
    pass(window);
    if (number > 0 || at_end) break;
    widen(window);
  }
  keep_rest(window);
  rows.halve_quotes(window.begin, options.csv.quote);
}

void CsvReader::State::take_broken_row(Block& block, const Window& window) const {
  const RawRow& row = walker.row();
  const std::uint64_t at = line + row.line;
  std::string why = row.text_after_quote ? "text after a closing quote"
                                         : std::to_string(row.fields) + (row.fields == 1 ? " field" : " fields") +
                                               (options.csv.header ? ", the header has " : ", expected ") + std::to_string(columns.size());
  if (row.line_ends > 0) why += "; the row goes on to line " + std::to_string(at + row.line_ends) + ", is a quote left open?";
  block.broken_.push_back(
      {rows_read, at, std::move(why), std::string(&window.text[row.raw.begin], std::min<std::size_t>(row.raw.size, raw_bytes_kept))});
}

// Not one bad row: everything down to the end of the file is inside the quotes.
void CsvReader::State::refuse_open_quote() const {
  const RawRow& row = walker.row();
  refuse("line " + std::to_string(line + row.line + row.quote_line) + ", column " + std::to_string(row.fields + 1) +
         (row.fields < columns.size() ? " ('" + columns[row.fields] + "')" : "") +
         ": a quote opens here and is never closed; close it, or write the field in quotes with every quote in it doubled");
}

CsvReader::CsvReader(const std::filesystem::path& path, ReaderOptions options) : state_(std::make_unique<State>(path, std::move(options))) {
  state_->read_header();
}

CsvReader::~CsvReader() = default;

const std::vector<std::string>& CsvReader::columns() const noexcept { return state_->columns; }
std::uint64_t CsvReader::bytes() const noexcept { return state_->input.bytes(); }
std::uint64_t CsvReader::bytes_read() const noexcept { return state_->input.bytes_read(); }
std::uint64_t CsvReader::rows_read() const noexcept { return state_->rows_read; }
const std::string& CsvReader::modified() const noexcept { return state_->input.modified(); }

bool CsvReader::next(Block& block) {
  block.broken_.clear();
  block.typed_.clear();
  block.storage_.reset();
  state_->take_rows(block);
  if (block.rows() > 0 || !block.broken().empty()) return true;
  if (state_->rows_read == 0) state_->refuse("has a header and no rows; give at least one row below it");
  return false;
}

}  // namespace trainyard::source
