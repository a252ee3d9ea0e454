#include "host/storage/folders.hpp"

#include <system_error>

#include "host/error/error.hpp"

namespace trainyard::storage {

namespace fs = std::filesystem;

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (fs::directory_iterator entries(folder, error), end; !error && entries != end; entries.increment(error)) {
    std::error_code ignored;
    if (entries->path().filename().string()[0] != '.' && entries->is_directory(ignored)) folders.push_back(entries->path());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw Error(ExitCode::io, "cannot list " + folder.string() + ": " + error.message());
  }
  return folders;
}

}  // namespace trainyard::storage
