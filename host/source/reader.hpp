// A raw table being read from start to end in blocks of rows, whatever its format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/source/block.hpp"

namespace trainyard::source {

/// How CSV files are written.
struct CsvDialect {
  char delimiter = ',';
  char quote = '"';                ///< 0: none, quotes are text
  bool header = true;              ///< the first row holds the columns' names
  std::vector<std::string> names;  ///< replace the header's, as many as it has; without either, columns are column_1 … column_n

  bool operator==(const CsvDialect&) const = default;
};

struct ReaderOptions {
  std::size_t block_bytes = std::size_t{4} << 20;     ///< read at a time; changes no row
  std::size_t max_row_bytes = std::size_t{16} << 20;  ///< not a matter of memory: the same for everyone
  std::function<void(std::string_view)> on_bytes;     ///< text files: sees every byte of the file once, in order
  CsvDialect csv;                                     ///< CSV files
  int block_seconds = 60;  ///< HDF5 files: processor time that one block may take; damage can make its library loop
};

/// What a file is and how far it has been read.
struct ReaderState {
  std::vector<std::string> columns;
  std::vector<ValueType> types;  ///< that the file states, one per column; empty for text files
  std::uint64_t file_bytes = 0;  ///< its size when opened
  std::uint64_t bytes_read = 0;  ///< so far; of a typed file by its share of rows
  std::uint64_t rows_read = 0;   ///< so far, broken ones included
  std::string modified;          ///< UTC, ISO 8601
};

/// Reads one file. Errors: no_input (66) when it is absent, not readable or not a regular file; io (74) on a read error; bad_data (65) for
/// what is wrong inside it, and when it changed while it was being read.
class Reader {
 public:
  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  virtual ~Reader() = default;

  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return state().columns; }
  [[nodiscard]] const std::vector<ValueType>& types() const noexcept { return state().types; }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return state().file_bytes; }
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return state().bytes_read; }
  [[nodiscard]] std::uint64_t rows_read() const noexcept { return state().rows_read; }
  [[nodiscard]] const std::string& modified() const noexcept { return state().modified; }
  /// Replaces `block` by the next rows; false at the end, when all of the file has been seen.
  virtual bool next(Block& block) = 0;

 private:
  [[nodiscard]] virtual const ReaderState& state() const noexcept = 0;
};

/// The reader for a file, by its content.
std::unique_ptr<Reader> open_reader(const std::filesystem::path& path, ReaderOptions options = {});

}  // namespace trainyard::source
