// A file that grows while it is being made, and that an interrupted maker goes on with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace trainyard::storage {

/// Errors: cannot_create (73) when it cannot be opened, io (74) when a write or sync fails (a full disk).
class AppendFile {
 public:
  /// Keeps the first `kept` bytes of what is there, which is all that was ever relied on. Mode 0640.
  explicit AppendFile(std::filesystem::path path, std::uint64_t kept = 0);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  void write(std::string_view bytes);
  /// Returns the file's bytes, which are on disk from then on.
  std::uint64_t sync();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::storage
