#include "host/registry/share.hpp"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::registry {

void share(const std::filesystem::path& root, const std::filesystem::path& path) {
  struct stat top {
  }, own{};
  if (::stat(root.c_str(), &top) != 0 || (top.st_mode & S_IWGRP) == 0) return;
  if (::stat(path.c_str(), &own) != 0 || own.st_uid != ::geteuid()) return;
  const mode_t mode = own.st_mode | (S_ISDIR(own.st_mode) ? S_IRWXG : S_IRGRP | S_IWGRP);
  if (mode == own.st_mode || ::chmod(path.c_str(), mode & 07777) == 0) return;
  throw Error(ExitCode::cannot_create,
              "cannot let the group of " + root.string() + " write " + path.string() + ": " + std::strerror(errno));
}

void make_shared_folder(const std::filesystem::path& root, const std::filesystem::path& folder) {
  std::filesystem::path path = root;
  for (const auto& part : folder.lexically_normal().lexically_relative(root.lexically_normal())) {
    path /= part;
    storage::make_folder(path);
    share(root, path);
  }
}

}  // namespace trainyard::registry
