// The folders in a folder.
#pragma once

#include <filesystem>
#include <vector>

namespace trainyard::storage {

/// Those directly in `folder` whose names do not begin with a dot, in no order; none when it is not there. Error(io) when it cannot be
/// listed.
std::vector<std::filesystem::path> folders_in(const std::filesystem::path& folder);

}  // namespace trainyard::storage
