// manifest.json: every file of a published folder with size and SHA-256, and the manifest's own digest; written last.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace trainyard::storage {

inline constexpr const char* manifest_name = "manifest.json";

/// Writes `folder/manifest.json` over all regular files below it (sorted by path, links refused). `kind` is "dataset", "run", ….
/// `left_out`: a file that goes before the folder is published. `known`: SHA-256 by path relative to the folder, taken from what is on
/// disk after it was last written; those files are not read again.
void write_manifest(const std::filesystem::path& folder, const std::string& kind, const std::string& left_out = "",
                    const std::map<std::string, std::string>& known = {});

/// One thing that is not as the manifest says.
struct Finding {
  std::filesystem::path path;
  std::string problem;  ///< "missing", "not in the manifest", "size 12, expected 13", "SHA-256 differs", "manifest digest differs", …
};

/// Checks a folder that has a manifest; empty when everything is as published.
std::vector<Finding> verify_folder(const std::filesystem::path& folder);

/// Checks one file of a published folder against its manifest before it is used; Error(bad_data) when it differs.
/// Returns the file's bytes.
std::string read_verified(const std::filesystem::path& folder, const std::filesystem::path& relative);

}  // namespace trainyard::storage
