// Whether a version's folder is the one on record. Private to registry.
#pragma once

#include <filesystem>

#include "host/registry/models.hpp"

namespace trainyard::registry {

inline constexpr const char* bundle_index = "model/bundle.json";

/// Its manifest and its bundle's index, which has the digests that loading checks; cheap. Error(bad_data) otherwise.
void check_on_record(const std::filesystem::path& folder, const Version& version);
/// Every file. Error(bad_data) otherwise.
void check_intact(const std::filesystem::path& folder, const Version& version);
/// The same of any published folder; `what` begins the message.
void check_folder(const std::filesystem::path& folder, const std::string& what);

}  // namespace trainyard::registry
