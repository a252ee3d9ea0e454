// The datasets of a results directory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/dataset/dataset.hpp"

namespace trainyard::dataset {

struct DatasetEntry {
  std::filesystem::path folder;
  std::string name, version;
  bool damaged = false;  ///< what it consists of cannot be read; `verify` says more
  std::uint64_t rows = 0, quarantined = 0;
  std::size_t shards = 0;
  std::uint64_t bytes = 0;  ///< of all its files; those that it shares with another version count in both
  std::string made;         ///< when its manifest was written, by the file's date; UTC, ISO 8601
  std::vector<SourceFile> sources;
  std::vector<std::string> goes_on_from;  ///< versions that its first shards were made for, in the order of rows
};

/// Newest first; folders without a manifest are left out. No datasets are no error.
std::vector<DatasetEntry> list_datasets(const std::filesystem::path& results);

}  // namespace trainyard::dataset
