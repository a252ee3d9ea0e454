// A raw file being read from start to end, which must stay as it was when it was opened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace trainyard::source {

/// Sequential reader of one regular file. Errors: no_input (66) when it is absent, not readable or not a regular file;
/// io (74) on a read error; bad_data (65) when its size or modification time changed while it was being read.
class FileInput {
 public:
  explicit FileInput(std::filesystem::path path);
  ~FileInput();
  FileInput(const FileInput&) = delete;
  FileInput& operator=(const FileInput&) = delete;

  /// Fills `into` with up to `capacity` bytes; fewer only at the end, where it also checks that the file has not changed.
  std::size_t read(char* into, std::size_t capacity);

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }             ///< size when opened
  [[nodiscard]] const std::string& modified() const noexcept { return modified_; }  ///< UTC, ISO 8601, whole seconds

 private:
  void check_unchanged() const;

  std::filesystem::path path_;
  std::string modified_;
  std::uint64_t bytes_ = 0, done_ = 0;
  std::int64_t seconds_ = 0, nanoseconds_ = 0;  // modification time when opened
  int fd_ = -1;
};

}  // namespace trainyard::source
