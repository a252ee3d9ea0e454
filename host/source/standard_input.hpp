// A table from a pipe, kept in a file without a name so that it can be read more than once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace trainyard::source {

/// Reads standard input to its end into TMPDIR; what is there is gone when this is destroyed or the process dies. Errors: no_input (66)
/// when it is a terminal, closed or empty; cannot_create (73) when there can be no file in TMPDIR; io (74) when the disk is full or reading
/// fails.
class StandardInput {
 public:
  static constexpr const char* name = "standard input";  ///< for messages

  /// `progress` hears of the bytes so far, and may throw.
  explicit StandardInput(const std::function<void(std::uint64_t)>& progress);
  ~StandardInput();
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

  /// Where this process and its children can open it.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// `text` with the name in the place of the path.
  [[nodiscard]] std::string named(std::string text) const;

 private:
  void fill(const std::function<void(std::uint64_t)>& progress) const;

  int fd_ = -1;
  std::filesystem::path path_;
};

}  // namespace trainyard::source
