// A results directory that a group shares (mode g+w, best with the setgid bit) is shared in the registry as well, so that another user can
// approve. Private to registry, but for records of what was sent elsewhere.
#pragma once

#include <filesystem>

namespace trainyard::registry {

/// Gives the group of `path` what the group of `root` may do, where the owner of `path` is this user.
void share(const std::filesystem::path& root, const std::filesystem::path& path);
/// Makes the folder and those above it up to `root`, each shared.
void make_shared_folder(const std::filesystem::path& root, const std::filesystem::path& folder);

}  // namespace trainyard::registry
