// Parquet files in blocks of typed columns, decoded by Arrow.
#pragma once

#include <filesystem>
#include <memory>

#include "host/source/reader.hpp"

namespace trainyard::source {

/// Reads one file, row group by row group, a block of rows at a time; memory does not grow with the file or its row groups. Page checksums
/// are verified where the writer stored them.
///
/// Integers of all widths, floats of 16, 32 and 64 bits, booleans and text are taken as they are; decimals become the nearest double;
/// dates and timestamps of any unit become microseconds, those without a zone count as UTC; dictionaries of text and binary columns are
/// text; a column of type null is text without values.
///
/// Errors: as TypedFile; bad_data (65) for damage, an encrypted file, no rows, other types (lists, structures, maps, durations, times of
/// day …), a text longer than `max_row_bytes`, an unsigned integer beyond the signed range, and a timestamp that is no whole
/// number of microseconds or outside their range.
class ParquetReader : public Reader {
 public:
  explicit ParquetReader(const std::filesystem::path& path, ReaderOptions options = {});
  ~ParquetReader() override;

  bool next(Block& block) override;

 private:
  [[nodiscard]] const ReaderState& state() const noexcept override;

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::source
