// HDF5 files that hold one table, in blocks of typed columns.
#pragma once

#include <filesystem>
#include <memory>

#include "host/source/reader.hpp"

namespace trainyard::source {

/// Reads one file a block of rows at a time. It may hold
///   - one dataset of one dimension per column, all in the root or all in its only group, of equal length;
///   - one compound dataset of one dimension, there too, whose fields are the columns, as PyTables and pandas (format="table") write it;
///   - a shard of one of our datasets.
/// Columns come in the order of their creation where the file keeps it, else by name.
///
/// Integers up to 64 bits, floats of 16, 32 and 64 bits, texts of fixed and variable length, h5py's and PyTables' booleans. Only a shard
/// has timestamps and missing values other than NaN. Zeros and the like that end a text of fixed length are no part of it.
///
/// Errors: as TypedFile; bad_data (65) for another layout or type, damage, no rows, a file that a writer has not closed, a row or text
/// longer than `max_row_bytes`, a filter that is not available, and everything that leads outside the file: links, external and virtual
/// datasets. HDF5 is not safe for threads: one thread at a time may read HDF5 files.
class Hdf5Reader : public Reader {
 public:
  explicit Hdf5Reader(const std::filesystem::path& path, const ReaderOptions& options = {});
  ~Hdf5Reader() override;

  bool next(Block& block) override;

 private:
  [[nodiscard]] const ReaderState& state() const noexcept override;

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::source
