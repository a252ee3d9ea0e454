// Room for what is thrown away at the end.
#pragma once

#include <filesystem>
#include <string>

namespace trainyard::dataset {

/// A folder in the system's place for temporary files (TMPDIR), removed with all that is in it.
class TemporaryFolder {
 public:
  /// Throws Error(cannot_create).
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::filesystem::path path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace trainyard::dataset
