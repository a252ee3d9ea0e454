// What reading Parquet and HDF5 has in common: libraries open the file, and it must stay as it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

namespace trainyard::source {

/// A regular file held open while a library reads it. Errors: no_input (66) when it is absent, not readable or not a regular file.
class TypedFile {
 public:
  explicit TypedFile(std::filesystem::path path);
  ~TypedFile();
  TypedFile(const TypedFile&) = delete;
  TypedFile& operator=(const TypedFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] int descriptor() const noexcept { return fd_; }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return static_cast<std::uint64_t>(state_.st_size); }  ///< size when opened
  [[nodiscard]] const std::string& modified() const noexcept { return modified_; }  ///< UTC, ISO 8601, whole seconds
  /// The bytes that `rows` of `all` its rows stand for; there must be one.
  [[nodiscard]] std::uint64_t share(std::uint64_t rows, std::uint64_t all) const noexcept;
  /// Its first bytes, fewer than `count` when it is shorter.
  [[nodiscard]] std::string first_bytes(std::size_t count) const;

  /// Throws Error(bad_data) when size or modification time are others than at the start, or another file has the path now.
  void check_unchanged() const;
  /// Throws Error(bad_data) naming the file.
  [[noreturn]] void refuse(const std::string& problem) const;
  /// refuse(), naming the column and, unless it is 0, the row (counted from 1).
  [[noreturn]] void refuse(const std::string& column, std::uint64_t row, const std::string& problem) const;
  /// Refuses no columns, names that are empty, twice there, not UTF-8 or with NUL.
  void check_columns(const std::vector<std::string>& names) const;

 private:
  std::filesystem::path path_;
  std::string modified_;
  int fd_ = -1;
  struct stat state_ {};
};

/// Rows of a block that takes about `block_bytes`: at least one, and no more than a block of text has.
std::size_t rows_of_block(std::size_t block_bytes, std::uint64_t bytes_of_row, std::size_t columns);

/// Text out of a file or a library for a message: without control characters, at most 300 bytes.
std::string one_line(std::string_view text);

}  // namespace trainyard::source
