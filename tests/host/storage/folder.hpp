// A folder of its own for each test, gone afterwards.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace trainyard {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "trainyard-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  /// Number of entries directly below it, hidden ones included.
  [[nodiscard]] std::size_t entries() const {
    const std::filesystem::directory_iterator all(path_);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

 private:
  std::filesystem::path path_;
};

/// Replaces a file without the care that the program takes.
inline void overwrite(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary) << bytes;
}

/// Calls `check(bit)` with every single bit of the file flipped in turn (or one bit of every byte, when `bits` is 1), then restores it.
template <typename Check>
void with_each_flip(const std::filesystem::path& path, std::size_t bits, Check check) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  const auto put = [&](std::size_t at, char byte) { file.seekp(static_cast<std::streamoff>(at)).put(byte).flush(); };
  const std::size_t size = std::filesystem::file_size(path);
  for (std::size_t i = 0; i < size * bits; ++i) {
    const std::size_t at = i / bits;
    const char byte = static_cast<char>(file.seekg(static_cast<std::streamoff>(at)).get());
    put(at, static_cast<char>(byte ^ (1 << (bits == 1 ? at % 8 : i % 8))));
    check(i);
    put(at, byte);
  }
}

}  // namespace trainyard

/// Expects `statement` to throw trainyard::Error with this code and a message that holds `part`.
#define EXPECT_ERROR(statement, expected_code, part)                                              \
  try {                                                                                           \
    static_cast<void>(statement);                                                                 \
    ADD_FAILURE() << "no error";                                                                  \
  } catch (const trainyard::Error& caught) {                                                      \
    EXPECT_EQ(static_cast<int>(caught.code()), static_cast<int>(expected_code)) << caught.what(); \
    EXPECT_NE(std::string(caught.what()).find(part), std::string::npos) << caught.what();         \
  }
