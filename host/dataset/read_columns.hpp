// Some columns of a raw file, whose types are learned from all its rows.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/dataset/dataset.hpp"

namespace trainyard::dataset {

struct TypedTable {
  Schema schema;  ///< of the columns read, in the order of the file
  Table table;
  SourceFile file;
};

struct ReadSettings {
  std::uint64_t memory_bytes = 4ULL << 30;
  int threads = 1;
  source::CsvDialect csv;                        ///< of a text file
  std::function<void(const std::string&)> warn;  ///< may be empty
};

/// `known`: fields whose types are not up to the file; a time and a date go for each other. Throws Error(no_input) without the file;
/// Error(bad_data) naming a column that it lacks, one that has no value, or the first bad row.
TypedTable read_columns(const std::filesystem::path& file, const std::vector<std::string>& columns, const std::vector<Field>& known,
                        const ReadSettings& settings);

}  // namespace trainyard::dataset
