// A table written for others, a block of rows at a time: CSV, Parquet or HDF5, by the file's extension. Written aside and renamed; one that
// is destroyed before publish() leaves nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace trainyard::output {

/// Numbers of 32 or 64 bits (NaN: missing), text (empty: missing); and of the values of dataset::Values, with their marks for a missing
/// one: whole numbers, booleans, and times in microseconds since 1970-01-01T00:00:00Z.
enum class Kind { single, number, text, integer, boolean, timestamp };

struct Field {
  std::string name;
  Kind kind = Kind::single;
  std::size_t width = 1;  ///< bytes of the longest text; for .h5 alone
  bool nullable = false;  ///< a missing value is null where the format has such a thing; otherwise NaN or an empty text
};

/// One column of a block, as its field says.
using Values = std::variant<std::span<const float>, std::span<const double>, std::vector<std::string>, std::span<const std::int64_t>,
                            std::span<const std::int8_t>>;

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
///   .csv      a header, then as dataset::csv_field and csv_number write; true and false; times as dataset::format_timestamp; nothing for a
///             missing value
///   .parquet  row groups of 131,072 rows, pages with checksums; the same bytes however the rows come in blocks
///   .h5       numbers and texts that are not nullable, for h5py without a plug-in: /columns/<name> of one dimension each, float32, float64
///   or text of fixed length, with checksums;
///             <name> as hdf5::link_name gives it, attribute `name` as it is; /names in their order
std::unique_ptr<TableFile> create(const std::filesystem::path& path, const std::vector<Field>& fields, std::uint64_t rows);

/// Writes the rows of these files, which create() made for the same fields, one after the other to `path`, which has their extension: the
/// bytes that create() would have given for all the rows. `check` is called ever so often, and may throw. For .csv and .parquet. Throws as
/// create() and TableFile do.
void join(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& path, const std::vector<Field>& fields,
          const std::function<void()>& check);

/// Text of a CSV file: its header, and rows.
std::string csv_header(const std::vector<Field>& fields);
std::string csv_rows(const std::vector<Field>& fields, const std::vector<Values>& columns);

}  // namespace trainyard::output
