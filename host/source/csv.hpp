// CSV files in blocks of text cells. Arrow splits the fields; every row knows its number and its line in the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::source {

/// A row that cannot be split into the header's columns.
struct BrokenRow {
  std::uint64_t number = 0;  ///< 0-based data row
  std::uint64_t line = 0;    ///< 1-based line where it begins
  std::string reason;
  std::string raw;  ///< its text without the line end, at most 4096 bytes
};

/// Consecutive rows of a file. Views stay valid until the reader that filled it is asked for the next block.
class CsvBlock {
 public:
  [[nodiscard]] std::size_t rows() const noexcept { return rows_.size(); }
  /// The cell's text, unquoted; bytes as in the file, not checked to be UTF-8.
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const { return cells_[column * parsed_ + rows_[row].slot]; }
  [[nodiscard]] std::uint64_t number(std::size_t row) const { return rows_[row].number; }  ///< 0-based data row
  [[nodiscard]] std::uint64_t line(std::size_t row) const { return rows_[row].line; }      ///< 1-based line where the row begins
  [[nodiscard]] std::string_view raw(std::size_t row) const { return rows_[row].raw; }     ///< without the line end
  [[nodiscard]] const std::vector<BrokenRow>& broken() const noexcept { return broken_; }  ///< ascending number

 private:
  friend class CsvReader;
  struct Row {
    std::uint64_t number, line;
    std::string_view raw;
    std::size_t slot;  // position among the rows Arrow parsed
  };
  std::vector<Row> rows_;
  std::vector<std::string_view> cells_;  // column by column, parsed_ cells each
  std::size_t parsed_ = 0;
  std::vector<BrokenRow> broken_;
};

/// Reads one file: comma-separated, UTF-8 with or without BOM, first row the column names, fields optionally in double quotes (commas,
/// line ends and doubled quotes inside), lines ending in LF, CR LF or CR, the last one optionally unended. Blank lines are not rows,
/// but count as lines. What is read does not depend on block sizes.
///
/// Errors: as FileInput; bad_data (65) for an empty file, a header without rows, empty or repeated column names, another encoding,
/// delimiter or format, a row longer than `max_row_bytes`, and a quote that is never closed. Rows with another number of fields than the
/// header or text after a closing quote are handed over as broken.
class CsvReader {
 public:
  struct Options {
    std::size_t block_bytes = std::size_t{4} << 20;     ///< read at a time
    std::size_t max_row_bytes = std::size_t{16} << 20;  ///< not a matter of memory: the same for everyone
    std::function<void(std::string_view)> on_bytes;     ///< sees every byte of the file once, in order; may be empty
  };

  explicit CsvReader(const std::filesystem::path& path) : CsvReader(path, Options{}) {}
  CsvReader(const std::filesystem::path& path, Options options);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  [[nodiscard]] const std::vector<std::string>& columns() const noexcept;
  [[nodiscard]] std::uint64_t bytes() const noexcept;          ///< size of the file
  [[nodiscard]] std::uint64_t bytes_read() const noexcept;     ///< so far
  [[nodiscard]] std::uint64_t rows_read() const noexcept;      ///< so far, broken ones included
  [[nodiscard]] const std::string& modified() const noexcept;  ///< UTC, ISO 8601
  /// Replaces `block` by the next rows; false at the end, when all bytes of the file have been seen.
  bool next(CsvBlock& block);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::source
