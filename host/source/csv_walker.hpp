// Rows and cells in the raw bytes of a CSV file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/source/csv_marks.hpp"
#include "host/source/reader.hpp"
#include "host/source/text_rows.hpp"

namespace trainyard::source {

/// The extent of a row, quotes included.
struct RawRow {
  TextCell raw;                   ///< without the line end
  std::uint32_t line = 0;         ///< line ends before it in the text
  std::uint32_t line_ends = 0;    ///< line ends inside quotes: the row spans 1 + line_ends lines
  std::size_t fields = 0;         ///< with open_quote: those before the open one
  bool text_after_quote = false;  ///< as in `"ab"c`
  bool open_quote = false;        ///< the file ends inside quotes …
  std::uint32_t quote_line = 0;   ///< … that open so many lines below the row's first
};

/// Walks over rows: a quote opens only at the start of a field, a doubled quote inside is a quote, what follows the closing quote is text
/// up to the next delimiter or line end. Rows end in LF, CR LF or CR; blank lines are none.
class CsvWalker {
 public:
  static constexpr std::size_t padding = 64;

  explicit CsvWalker(const CsvDialect& dialect);

  /// Walks from text[begin] to text[size], behind which `padding` bytes have to be 0. `final`: the file ends there.
  void start(const char* text, std::size_t begin, std::size_t size, bool final);
  /// Goes over the next row and stores its first `columns` cells, `stride` apart. False when there is none, or not all of it: then
  /// row().open_quote says whether the file ends inside quotes.
  bool next(TextCell* cells, std::size_t stride, std::size_t columns);

  [[nodiscard]] const RawRow& row() const noexcept { return row_; }
  /// Columns of the row's cells whose quotes are doubled still.
  [[nodiscard]] const std::vector<std::size_t>& doubled() const noexcept { return doubled_; }
  [[nodiscard]] std::size_t position() const noexcept { return position_; }  ///< where the next row or blank line begins
  [[nodiscard]] std::uint32_t lines() const noexcept { return lines_; }      ///< line ends before it

 private:
  [[nodiscard]] int byte(std::uint32_t at) const noexcept { return static_cast<unsigned char>(text_[at]); }
  std::uint32_t mark() { return mark_ == marks_end_ && !find_marks() ? size_ : *mark_++; }
  std::uint32_t field_end();
  std::size_t plain_fields(std::uint32_t& begin, TextCell* cells, std::size_t stride, std::size_t most);
  bool find_marks();
  void skip_line_end(std::uint32_t at);
  bool quoted(TextCell& cell, std::size_t column);
  bool end_row(std::uint32_t end, std::size_t fields);

  CsvMarks find_;
  int delimiter_, quote_;  // quote_ is -1 when there is none
  const char* text_ = nullptr;
  std::uint32_t size_ = 0, position_ = 0, lines_ = 0;
  bool final_ = false;
  RawRow row_;
  std::vector<std::size_t> doubled_;
  std::vector<std::uint32_t> marks_;  // of the part of the text scanned last
  const std::uint32_t *mark_ = nullptr, *marks_end_ = nullptr;
  std::uint32_t scanned_ = 0;  // the text's bytes before this have been searched for marks
};

}  // namespace trainyard::source
