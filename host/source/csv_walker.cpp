#include "host/source/csv_walker.hpp"

#include <algorithm>
#include <bit>

namespace trainyard::source {
namespace {

constexpr std::uint32_t scanned_at_once = 16384;  // bytes; their marks stay in the first cache

bool is_line_end(int byte) { return byte == '\n' || byte == '\r'; }

}  // namespace

CsvWalker::CsvWalker(const CsvDialect& dialect)
    : find_{dialect.delimiter, dialect.quote == 0 ? dialect.delimiter : dialect.quote},
      delimiter_(static_cast<unsigned char>(dialect.delimiter)),
      quote_(dialect.quote == 0 ? -1 : static_cast<unsigned char>(dialect.quote)),
      marks_(scanned_at_once) {}

void CsvWalker::start(const char* text, std::size_t begin, std::size_t size, bool final) {
  text_ = text;
  size_ = static_cast<std::uint32_t>(size);
  position_ = scanned_ = static_cast<std::uint32_t>(begin);
  lines_ = 0;
  final_ = final;
  mark_ = marks_end_ = marks_.data();
}

bool CsvWalker::find_marks() {
  const CsvMarks find = find_;
  std::uint32_t* out = marks_.data();
  while (scanned_ < size_ && out == marks_.data()) {
    const std::uint32_t stop = size_ - scanned_ < scanned_at_once ? size_ : scanned_ + scanned_at_once;
    for (; scanned_ < stop; scanned_ += 64) {
      for (std::uint64_t bits = find.in(text_ + scanned_); bits != 0; bits &= bits - 1) {
        *out++ = scanned_ + static_cast<std::uint32_t>(std::countr_zero(bits));
      }
    }
  }
  mark_ = marks_.data();
  marks_end_ = out;
  return mark_ != marks_end_;
}

// The delimiter, line end or end of text that ends the field; quotes on the way are text.
inline std::uint32_t CsvWalker::field_end() {
  for (;;) {
    const std::uint32_t at = mark();
    if (byte(at) != quote_) return at;
  }
}

// Goes over the line end whose first byte, a mark already taken, is at `at`.
void CsvWalker::skip_line_end(std::uint32_t at) {
  position_ = at + 1;
  if (byte(at) == '\r' && byte(at + 1) == '\n') position_ = mark() + 1;
  ++lines_;
}

bool CsvWalker::next(TextCell* cells, std::size_t stride, std::size_t columns) {
  while (is_line_end(byte(position_))) skip_line_end(mark());
  row_ = RawRow{.raw = {position_, 0}, .line = lines_};
  if (position_ == size_) return false;
  doubled_.clear();
  std::uint32_t begin = position_;
  for (std::size_t column = 0;; ++column) {
    const std::size_t stored = std::min(column, columns);
    column += plain_fields(begin, cells + stored * stride, stride, columns - stored);
    TextCell cell{begin, 0};
    std::uint32_t end = 0;
    if (byte(begin) == quote_) {
      if (!quoted(cell, column)) return false;
      end = field_end();
      row_.text_after_quote |= end != cell.begin + cell.size + 1;
    } else {
      end = field_end();
      cell.size = end - begin;
    }
    if (column < columns) cells[column * stride] = cell;
    if (byte(end) != delimiter_) return end_row(end, column + 1);
    begin = end + 1;
  }
}

// Fields whose next mark is a delimiter, which are most: stores up to `most` of them and returns their number.
inline std::size_t CsvWalker::plain_fields(std::uint32_t& begin, TextCell* cells, std::size_t stride, std::size_t most) {
  const char* const text = text_;
  const auto delimiter = static_cast<char>(delimiter_);
  const std::uint32_t* mark = mark_;
  const std::uint32_t* const stop = mark + std::min<std::size_t>(most, static_cast<std::size_t>(marks_end_ - mark));
  std::uint32_t at = begin;
  for (; mark != stop && text[*mark] == delimiter; ++mark, cells += stride) {
    *cells = {at, *mark - at};
    at = *mark + 1;
  }
  const auto done = static_cast<std::size_t>(mark - mark_);
  mark_ = mark;
  begin = at;
  return done;
}

// The field whose first quote is at cell.begin: makes `cell` what is between the quotes. False when they do not close.
bool CsvWalker::quoted(TextCell& cell, std::size_t column) {
  const std::uint32_t opens_below = row_.line_ends;
  bool doubled = false;
  cell.begin = mark() + 1;
  for (;;) {
    const std::uint32_t at = mark();
    if (at == size_) {
      row_.open_quote = final_;
      row_.quote_line = opens_below;
      row_.fields = column;
      return false;
    }
    if (byte(at) == quote_) {
      cell.size = at - cell.begin;
      if (byte(at + 1) != quote_) break;
      mark();
      doubled = true;
    } else if (byte(at) == '\n' || (byte(at) == '\r' && byte(at + 1) != '\n')) {
      ++row_.line_ends;
    }
  }
  if (doubled) doubled_.push_back(column);
  return true;
}

bool CsvWalker::end_row(std::uint32_t end, std::size_t fields) {
  if (end == size_ && !final_) return false;
  row_.raw.size = end - row_.raw.begin;
  row_.fields = fields;
  lines_ += row_.line_ends;
  if (end == size_) {
    position_ = size_;
    ++lines_;
  } else {
    skip_line_end(end);
  }
  return true;
}

}  // namespace trainyard::source
