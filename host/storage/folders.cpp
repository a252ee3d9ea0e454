#include "host/storage/folders.hpp"

#include <cerrno>
#include <dirent.h>
#include <memory>
#include <system_error>

#include "host/error/error.hpp"
#include "host/storage/posix.hpp"

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

std::vector<std::string> names_in(const fs::path& folder) {
  struct Close {
    void operator()(DIR* open) const { ::closedir(open); }
  };
  const std::unique_ptr<DIR, Close> open(::opendir(folder.c_str()));
  if (!open) fail("cannot list", folder, errno, errno == ENOENT ? ExitCode::no_input : ExitCode::io);
  std::vector<std::string> names;
  for (errno = 0; const dirent* entry = ::readdir(open.get()); errno = 0) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) fail("cannot list", folder, errno, ExitCode::io);
  return names;
}

}  // namespace trainyard::storage
