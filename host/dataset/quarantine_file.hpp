// quarantine.csv: one line per bad row. `row` is the 0-based data row, as in /rows/number of the shards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/storage/append_file.hpp"

namespace trainyard::dataset {

/// Names of its columns.
const std::vector<std::string>& quarantine_columns();

class QuarantineFile {
 public:
  /// Begins anew, or goes on after the first `kept` bytes of what is there. `sources`: names of the source files.
  QuarantineFile(const std::filesystem::path& path, std::vector<std::string> sources, std::uint64_t kept = 0);

  void add(const BadRow& row);
  std::uint64_t sync() { return file_.sync(); }

 private:
  storage::AppendFile file_;
  std::vector<std::string> sources_;
};

}  // namespace trainyard::dataset
