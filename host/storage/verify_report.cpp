#include "host/storage/verify_report.hpp"

#include <algorithm>
#include <system_error>

namespace trainyard::storage {

namespace fs = std::filesystem;

bool is_real_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(fs::symlink_status(path, ignored));
}

std::vector<fs::path> entries_of(const fs::path& folder, VerifyReport& report) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator all(folder, error), end; !error && all != end; all.increment(error)) paths.push_back(all->path());
  if (error) report.problems.emplace_back(folder, "cannot be listed: " + error.message());
  std::ranges::sort(paths);
  return paths;
}

}  // namespace trainyard::storage
