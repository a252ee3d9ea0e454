// A file that only saves reading others, and may be removed at any time: one that is damaged is as good as none.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace trainyard::storage {

/// What was written under the same `format` (one line: a name, and a number that goes up when what the body says changes); nothing when
/// the file is not there, cannot be read, is damaged, or is of another format.
std::optional<std::string> read_index(const std::filesystem::path& file, std::string_view format);

/// Writes it, with its folder when that is absent. Returns why it could not be written, "" when it was.
std::string write_index(const std::filesystem::path& file, std::string_view format, std::string_view body);

}  // namespace trainyard::storage
