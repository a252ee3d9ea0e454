#include "host/storage/overwrite.hpp"

#include <system_error>

#include "host/error/error.hpp"

namespace trainyard::storage {
namespace {

namespace fs = std::filesystem;

/// Links followed as far as there are files; a path that cannot be followed stays as it is.
fs::path followed(const fs::path& path) {
  std::error_code error;
  fs::path out = fs::weakly_canonical(path, error);
  return error ? fs::absolute(path).lexically_normal() : out;
}

bool same_file(const fs::path& a, const fs::path& b) {
  if (a.empty() || b.empty()) return false;
  std::error_code error;
  return followed(a) == followed(b) || fs::equivalent(a, b, error);
}

/// The folder with a manifest that the file lies in, within a results directory; "" when there is none.
fs::path published_folder(const fs::path& file) {
  std::error_code error;
  fs::path published;
  const fs::path path = followed(file);
  for (fs::path folder = path.parent_path(); folder != folder.parent_path(); folder = folder.parent_path()) {
    if (fs::exists(folder / "manifest.json", error)) published = folder;
    if (fs::exists(folder / "layout.json", error)) return published;
  }
  return {};
}

}  // namespace

void check_replaceable(const std::string& option, const fs::path& output, const std::vector<NeededFile>& needed) {
  if (output.empty()) return;
  for (const NeededFile& file : needed) {
    if (!same_file(output, file.path)) continue;
    throw Error(ExitCode::usage,
                option + ": " + output.string() + " is the file of " + file.name + ", which would be lost; name another one");
  }
  if (const fs::path folder = published_folder(output); !folder.empty()) {
    throw Error(ExitCode::usage, option + ": " + output.string() + " lies in " + folder.string() +
                                     ", which is published and never changes; name a file elsewhere");
  }
}

}  // namespace trainyard::storage
