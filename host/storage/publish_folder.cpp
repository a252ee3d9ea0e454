#include <cerrno>
#include <fcntl.h>
#include <system_error>

#include "host/storage/atomic_file.hpp"
#include "host/storage/posix.hpp"

namespace trainyard::storage {

namespace {

namespace fs = std::filesystem;

/// Files first, then the folder that names them.
void sync_tree(const fs::path& folder) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) fail("cannot list", folder, error.value(), ExitCode::io);
  for (const auto& entry : entries) {
    if (entry.is_symlink()) continue;
    if (entry.is_directory()) {
      sync_tree(entry.path());
    } else if (entry.is_regular_file()) {
      const Descriptor fd = open_file(entry.path(), O_RDONLY);
      if (!fd.open()) fail("cannot open", entry.path(), errno, ExitCode::io);
      sync_file(fd.get(), entry.path());
    }
  }
  sync_folder(folder);
}

}  // namespace

bool publish_folder(const fs::path& pending, const fs::path& final_path) {
  sync_tree(pending);
  make_folder(parent_of(final_path));
  const int error = rename_new(pending, final_path);
  if (error == EEXIST || error == ENOTEMPTY) return false;
  if (error != 0) fail("cannot rename a finished folder to", final_path, error, ExitCode::cannot_create);
  sync_folder(parent_of(final_path));
  sync_folder(parent_of(pending));
  return true;
}

}  // namespace trainyard::storage
