// What `verify` found, wherever it looked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace trainyard::storage {

/// Everything published is read and compared; what is pending or left behind by a killed process is no problem.
struct VerifyReport {
  std::uint64_t files = 0, folders = 0;  ///< files read; published folders (those with a manifest)
  std::vector<std::pair<std::filesystem::path, std::string>> problems;
  std::vector<std::filesystem::path> pending;    ///< runs, datasets and versions not yet published: not checked
  std::vector<std::filesystem::path> leftovers;  ///< temporary files of killed processes
  std::vector<std::filesystem::path> bundles;    ///< intact folders with a bundle, which can be replayed
  std::uint64_t audit_lines = 0;                 ///< of the registry, and the hash of the last: kept elsewhere, they prove the audit's end
  std::string audit_hash;
};

/// A folder that is not a link to one.
bool is_real_folder(const std::filesystem::path& path);
/// Everything in a folder, by name; one that cannot be listed is a problem of the report.
std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder, VerifyReport& report);

}  // namespace trainyard::storage
