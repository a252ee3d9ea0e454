// Files that an output must not replace.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace trainyard::storage {

struct NeededFile {
  std::string name;  ///< how messages call it: "--input", "data.source"
  std::filesystem::path path;
};

/// Error(usage) when `output`, which `option` names, is one of the needed files, under whatever path, or lies in a published folder of a
/// results directory, whose files never change. "" is no file.
void check_replaceable(const std::string& option, const std::filesystem::path& output, const std::vector<NeededFile>& needed);

}  // namespace trainyard::storage
