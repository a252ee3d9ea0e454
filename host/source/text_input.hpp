// The text of a raw file, which may be compressed, from start to end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/source/file_input.hpp"

namespace arrow::util {
class Decompressor;
}

namespace trainyard::source {

/// Reads one regular file; gzip (any number of members) and zstd (any number of frames) are known by their first bytes and decompressed as
/// a stream, in bounded memory. Errors: as FileInput; bad_data (65) when the compressed data is damaged or cut short.
class TextInput {
 public:
  /// `on_bytes` sees every byte of the file, as it is there, once and in order; it may be empty.
  TextInput(std::filesystem::path path, std::function<void(std::string_view)> on_bytes);
  ~TextInput();
  TextInput(const TextInput&) = delete;
  TextInput& operator=(const TextInput&) = delete;

  /// Fills `into` with up to `capacity` bytes of text; fewer only at the end, when all of the file has been read and has not changed.
  std::size_t read(char* into, std::size_t capacity);

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return file_.path(); }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return file_.bytes(); }     ///< of the file when opened
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return bytes_read_; }  ///< of the file
  [[nodiscard]] const std::string& modified() const noexcept { return file_.modified(); }

 private:
  std::size_t read_file(char* into, std::size_t capacity);
  std::size_t take(char* into, std::size_t capacity);
  std::size_t decompress(char* into, std::size_t capacity);
  [[noreturn]] void refuse(const std::string& problem) const;

  FileInput file_;
  std::function<void(std::string_view)> on_bytes_;
  std::uint64_t bytes_read_ = 0;
  std::vector<char> raw_;  // raw_[begin_, end_) is read and not yet used
  std::size_t begin_ = 0, end_ = 0;
  bool file_ended_ = false;
  std::string_view format_;  // of the compression, or empty
  std::shared_ptr<arrow::util::Decompressor> decompressor_;
};

}  // namespace trainyard::source
