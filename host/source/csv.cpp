#include "host/source/csv.hpp"

#include <algorithm>
#include <arrow/csv/options.h>
#include <arrow/csv/parser.h>
#include <cstring>
#include <optional>
#include <utility>

#include "host/error/error.hpp"
#include "host/source/file_input.hpp"
#include "host/source/header.hpp"
#include "host/source/raw_row.hpp"

namespace trainyard::source {
namespace {

constexpr std::size_t cells_per_block = std::size_t{1} << 20;
constexpr std::size_t raw_bytes_kept = 4096;

arrow::csv::ParseOptions parse_options() {
  auto options = arrow::csv::ParseOptions::Defaults();
  options.newlines_in_values = true;
  options.ignore_empty_lines = false;  // they come as rows without text, so that lines can be counted
  return options;
}

}  // namespace

/// The window `buffer[begin, end)` holds bytes that are read and not yet parsed; it always begins where a row or a blank line begins.
struct CsvReader::State {
  State(const std::filesystem::path& path, ReaderOptions given) : options(std::move(given)), file(path) {}

  std::string_view window() const { return {buffer.data() + begin, end - begin}; }
  [[noreturn]] void refuse(const std::string& problem) const { throw Error(ExitCode::bad_data, file.path().string() + ": " + problem); }

  void refill();
  void read_header();
  void split_header(std::string_view text);
  bool parse_block(Block& block);
  void place_rows(Block& block, std::string_view text, const std::vector<std::pair<std::size_t, std::int32_t>>& ragged);
  void add_row(Block& block, std::string_view raw, std::size_t slot, const RawRow& shape, std::optional<std::int32_t> fields);
  [[noreturn]] void refuse_open_quote(const RawRow& shape) const;

  ReaderOptions options;
  FileInput file;
  std::vector<std::string> columns;
  std::unique_ptr<arrow::csv::BlockParser> parser;  // owns the cells of the last block
  std::vector<char> buffer;
  std::size_t begin = 0, end = 0;
  std::uint64_t bytes_read = 0, rows_read = 0;
  std::uint64_t line = 1;  // of buffer[begin]
  bool at_end = false;     // the file has no more bytes than the window
  bool after_cr = false;   // the window begins after a CR that ended the last one: a LF here belongs to it
};

// Moves the window to the front of the buffer and fills the rest; doubles the buffer when one row fills all of it.
void CsvReader::State::refill() {
  if (begin > 0) std::memmove(buffer.data(), buffer.data() + begin, end - begin);
  end -= begin;
  begin = 0;
  if (end == buffer.size()) {
    if (buffer.size() >= options.max_row_bytes) {
      refuse("line " + std::to_string(line) + ": the row that begins here is longer than " + std::to_string(options.max_row_bytes) +
             " bytes; is a quote left open?");
    }
    buffer.resize(std::clamp(buffer.size() * 2, options.block_bytes, options.max_row_bytes));
  }
  const std::size_t wanted = buffer.size() - end;
  const std::size_t got = file.read(buffer.data() + end, wanted);
  if (options.on_bytes) options.on_bytes({buffer.data() + end, got});
  at_end = got < wanted;
  end += got;
  bytes_read += got;
  if (after_cr && begin < end) {
    if (buffer[begin] == '\n') ++begin;
    after_cr = false;
  }
}

void CsvReader::State::read_header() {
  using namespace std::string_view_literals;
  options.block_bytes = std::clamp<std::size_t>(options.block_bytes, 1, options.max_row_bytes);
  while (!at_end && window().size() < 8) refill();
  if (window().empty()) refuse("the file is empty; expected a header row with column names");
  refuse_other_formats(window(), file.path().string());
  if (window().starts_with("\xEF\xBB\xBF"sv)) begin += 3;
  for (;;) {
    const std::size_t blank = line_end_length(window());
    if (blank > 0 && (blank == 2 || at_end || window().size() > 1)) {
      begin += blank;
      ++line;
      continue;
    }
    const RawRow row = blank > 0 ? RawRow{} : scan_row(window());
    const bool ended = row.complete && row.length + 2 <= window().size();
    if (!at_end && !ended) {
      refill();
      continue;
    }
    if (window().empty()) refuse("the file has only blank lines; expected a header row with column names");
    if (row.open_quote) refuse("line " + std::to_string(line) + ": a quote in the header is never closed; close it");
    split_header(window().substr(0, row.length));
    begin += row.length;
    begin += line_end_length(window());
    line += 1 + row.line_ends;
    return;
  }
}

void CsvReader::State::split_header(std::string_view text) {
  arrow::csv::BlockParser header(parse_options());
  std::uint32_t used = 0;
  if (const auto status = header.ParseFinal(text, &used); !status.ok()) refuse("the header cannot be split: " + status.ToString());
  const auto status = header.VisitLastRow([&](const std::uint8_t* data, std::uint32_t size, bool, bool) {
    columns.emplace_back(reinterpret_cast<const char*>(data), size);
    return arrow::Status::OK();
  });
  if (!status.ok()) refuse("the header cannot be split: " + status.ToString());
  check_header(columns, file.path().string());
}

// Parses as many rows of the window as fit one block. Returns false when not even one whole row is there.
bool CsvReader::State::parse_block(Block& block) {
  const std::string_view text = window();
  std::vector<std::pair<std::size_t, std::int32_t>> ragged;  // offset in `text`, number of fields
  auto parsing = parse_options();
  parsing.invalid_row_handler = [&](const arrow::csv::InvalidRow& row) {
    ragged.emplace_back(static_cast<std::size_t>(row.text.data() - text.data()), row.actual_columns);
    return arrow::csv::InvalidRowResult::Skip;
  };
  const auto most = static_cast<std::int32_t>(std::clamp<std::size_t>(cells_per_block / columns.size(), 64, 65536));
  parser = std::make_unique<arrow::csv::BlockParser>(parsing, static_cast<std::int32_t>(columns.size()), -1, most);
  std::uint32_t used = 0;
  const auto status = at_end ? parser->ParseFinal(text, &used) : parser->Parse(text, &used);
  if (!status.ok()) refuse("line " + std::to_string(line) + ": cannot be split: " + status.ToString());
  if (used == 0) return false;

  block.parsed_ = static_cast<std::size_t>(parser->num_rows());
  block.cells_.clear();
  block.cells_.reserve(block.parsed_ * columns.size());
  for (std::size_t column = 0; column < columns.size() && block.parsed_ > 0; ++column) {
    const auto visited =
        parser->VisitColumn(static_cast<std::int32_t>(column), [&](const std::uint8_t* data, std::uint32_t size, bool, bool) {
          block.cells_.emplace_back(reinterpret_cast<const char*>(data), size);
          return arrow::Status::OK();
        });
    if (!visited.ok()) refuse("line " + std::to_string(line) + ": cannot be split: " + visited.ToString());
  }
  place_rows(block, text.substr(0, used), ragged);
  begin += used;
  after_cr = begin == end && !at_end && text[used - 1] == '\r';
  return true;
}

// Walks the raw text beside the parsed rows, which come in the same order, to know every row's line and raw text.
void CsvReader::State::place_rows(Block& block, std::string_view text, const std::vector<std::pair<std::size_t, std::int32_t>>& ragged) {
  std::size_t at = 0, slot = 0, next_ragged = 0;
  while (at < text.size()) {
    const bool is_ragged = next_ragged < ragged.size() && ragged[next_ragged].first == at;
    RawRow shape;
    if (!is_ragged && line_end_length(text.substr(at, 2)) > 0) {
      ++slot;  // a blank line, which Arrow gives as a row
    } else if (is_ragged) {
      shape = scan_row(text.substr(at));
      add_row(block, text.substr(at, shape.length), 0, shape, ragged[next_ragged++].second);
    } else {
      // Without quotes a row is its cells and the commas between them, so the first quote, if any, lies no further than one byte past that.
      const std::string_view first = block.cells_[slot], last = block.cells_[(columns.size() - 1) * block.parsed_ + slot];
      shape.length = static_cast<std::size_t>(last.data() + last.size() - first.data()) + columns.size() - 1;
      if (text.substr(at, shape.length + 1).find('"') != std::string_view::npos) shape = scan_row(text.substr(at));
      add_row(block, text.substr(at, shape.length), slot++, shape, std::nullopt);
    }
    at += shape.length;
    const std::size_t ending = line_end_length(text.substr(std::min(at, text.size()), 2));
    if (ending == 0 && at != text.size())
      throw Error(ExitCode::bug, file.path().string() + ":" + std::to_string(line) + ": lost count of rows");
    at += ending;
    line += 1 + shape.line_ends;
  }
  if (slot != block.parsed_ || next_ragged != ragged.size()) {
    throw Error(ExitCode::bug, file.path().string() + ":" + std::to_string(line) + ": rows and text differ in number");
  }
}

void CsvReader::State::add_row(Block& block, std::string_view raw, std::size_t slot, const RawRow& shape,
                               std::optional<std::int32_t> fields) {
  if (shape.open_quote) refuse_open_quote(shape);
  const std::uint64_t number = rows_read++;
  if (!shape.text_after_quote && !fields) {
    block.rows_.push_back({number, line, raw, slot});
    return;
  }
  std::string why = shape.text_after_quote ? "text after a closing quote"
                                           : std::to_string(*fields) + (*fields == 1 ? " field" : " fields") + ", the header has " +
                                                 std::to_string(columns.size());
  if (shape.line_ends > 0) why += "; the row goes on to line " + std::to_string(line + shape.line_ends) + ", is a quote left open?";
  block.broken_.push_back({number, line, std::move(why), std::string(raw.substr(0, raw_bytes_kept))});
}

// Not one bad row: everything down to the end of the file is inside the quotes.
void CsvReader::State::refuse_open_quote(const RawRow& shape) const {
  const std::size_t field = shape.quote_field;
  refuse("line " + std::to_string(line + shape.quote_line) + ", column " + std::to_string(field + 1) +
         (field < columns.size() ? " ('" + columns[field] + "')" : "") +
         ": a quote opens here and is never closed; close it, or write the field in quotes with every quote in it doubled");
}

CsvReader::CsvReader(const std::filesystem::path& path, ReaderOptions options) : state_(std::make_unique<State>(path, std::move(options))) {
  state_->read_header();
}

CsvReader::~CsvReader() = default;

const std::vector<std::string>& CsvReader::columns() const noexcept { return state_->columns; }
std::uint64_t CsvReader::bytes() const noexcept { return state_->file.bytes(); }
std::uint64_t CsvReader::bytes_read() const noexcept { return state_->bytes_read; }
std::uint64_t CsvReader::rows_read() const noexcept { return state_->rows_read; }
const std::string& CsvReader::modified() const noexcept { return state_->file.modified(); }

bool CsvReader::next(Block& block) {
  for (;;) {
    block.rows_.clear();
    block.broken_.clear();
    if (state_->begin < state_->end && state_->parse_block(block)) {
      if (!block.rows_.empty() || !block.broken_.empty()) return true;
      continue;  // nothing but blank lines
    }
    if (state_->at_end) break;
    state_->refill();
  }
  if (state_->rows_read == 0) state_->refuse("has a header and no rows; give at least one row below it");
  return false;
}

}  // namespace trainyard::source
