// A table written for others, a block of rows at a time: CSV, Parquet or HDF5, by the file's extension. Written aside and renamed; one that
// is destroyed before publish() leaves nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace trainyard::output {

/// Numbers of 32 or 64 bits (NaN: missing), or text (empty: missing).
enum class Kind { single, number, text };

struct Field {
  std::string name;
  Kind kind = Kind::single;
  std::size_t width = 1;  ///< bytes of the longest text
};

/// One column of a block, as its field says.
using Values = std::variant<std::span<const float>, std::span<const double>, std::vector<std::string>>;

std::size_t rows_of(const Values& values);

class TableFile {
 public:
  virtual ~TableFile() = default;
  /// Appends rows: a column for each field, all as long as the first. Throws Error(io) when they cannot be written.
  virtual void write(const std::vector<Values>& columns) = 0;
  /// Throws Error(io) likewise.
  virtual void publish() = 0;
};

/// ".csv", ".parquet", ".h5": those that create() knows.
const std::vector<std::string>& extensions();

/// Throws Error(cannot_create), and Error(bad_data) for two fields of one name, which CSV alone can have. `rows` will be written in all.
///   .csv      a header, then as dataset::csv_field and csv_number write
///   .parquet  row groups of 131,072 rows, pages with checksums; NaN is NaN
///   .h5       for h5py without a plug-in: /columns/<name> of one dimension each, float32, float64 or text of fixed length, with checksums;
///             <name> as hdf5::link_name gives it, attribute `name` as it is; /names in their order
std::unique_ptr<TableFile> create(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t rows);

/// Text of a CSV file: its header, and rows.
std::string csv_header(const std::vector<Field>& fields);
std::string csv_rows(const std::vector<Values>& columns);

}  // namespace trainyard::output
