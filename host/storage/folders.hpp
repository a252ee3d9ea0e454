// What lies in a folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace trainyard::storage {

/// Those directly in `folder` whose names do not begin with a dot, in no order; none when it is not there. Error(io) when it cannot be
/// listed.
std::vector<std::filesystem::path> folders_in(const std::filesystem::path& folder);

/// The names of all that lies directly in `folder`, in no order, by nothing but reading the folder: cheap for ten thousands of files.
/// Error(no_input) when it is not there, Error(io) when it cannot be listed.
std::vector<std::string> names_in(const std::filesystem::path& folder);

}  // namespace trainyard::storage
