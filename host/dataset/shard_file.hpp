// One shard: an HDF5 file of consecutive rows, one dataset per column, plain enough for h5py.
//
//   /columns/<name>        integer int8 … int64, the least that holds the shard's values (attribute missing_value), float float64, or
//                          float32 where the schema says so (NaN), boolean int8 (-1), category code int8 … int32 (-1), text of fixed
//                          length (empty), timestamp and date as integer (units "microseconds since 1970-01-01T00:00:00Z")
//   /dictionaries/<name>   texts of a category column by code, all that are known up to the end of this shard
//   /rows/source, /rows/number   which source file a row came from, and its data row there (uint8 … uint64)
//
// <name> is the column's name with '/', '%', control characters and a leading '.' percent-encoded; attribute `name` holds it as it is,
// attribute `type` its type. The root has format, version, index, first_row and rows. Chunked, fletcher32; shuffled and deflated where
// data.compression says so.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/dataset/packing.hpp"
#include "host/hdf5/hdf5.hpp"

namespace trainyard::dataset {

/// Which shard of which dataset.
struct ShardIdentity {
  std::string version;
  std::uint64_t index = 0, first_row = 0, rows = 0;
};

/// Writes the file and reads it back: Error(io) unless everything, closing included, succeeded and all values are there.
/// `dictionaries` has one entry per field, empty for other types than category. `written` may be empty; it is called in between.
void write_shard(const std::filesystem::path& path, const ShardIdentity& identity, const std::vector<Field>& fields, const Batch& batch,
                 const std::vector<std::vector<std::string>>& dictionaries, const Packing& packing = {},
                 const std::function<void()>& written = {});

/// A shard that is read a range of rows at a time, from any thread, but one at a time.
class ShardReader {
 public:
  /// Of `fields`, some of those that the shard holds; `dictionaries` are theirs, null for other types than category. Throws as read_shard.
  ShardReader(std::filesystem::path path, const ShardIdentity& identity, std::vector<Field> fields,
              const std::vector<const Dictionary*>& dictionaries);
  /// Rows [first, first + count) of the shard. Throws as read_shard.
  [[nodiscard]] Batch read(std::uint64_t first, std::uint64_t count) const;
  void close();

 private:
  std::filesystem::path path_;
  std::uint64_t rows_;
  std::vector<Field> fields_;
  std::vector<std::size_t> texts_;  // of each field's dictionary in this shard
  hdf5::Id file_;
};

/// Reads all rows. Throws Error(bad_data) naming `path` and the column on any damage, on another shard's content, and on codes that
/// `dictionaries` (the dataset's, of which the shard's are beginnings) does not have.
Batch read_shard(const std::filesystem::path& path, const ShardIdentity& identity, const std::vector<Field>& fields,
                 const std::vector<std::vector<std::string>>& dictionaries);

/// Its dictionaries, one per field, empty for other types than category. Throws Error(bad_data) on damage.
std::vector<std::vector<std::string>> read_dictionaries(const std::filesystem::path& path, const std::vector<Field>& fields);
/// One column of it; otherwise as read_shard.
Values read_shard_column(const std::filesystem::path& path, const ShardIdentity& identity, const Field& field,
                         const std::vector<std::string>& dictionary);

}  // namespace trainyard::dataset
