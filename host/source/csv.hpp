// CSV files in blocks of text cells; every row knows its number and its line in the file.
#pragma once

#include <filesystem>
#include <memory>

#include "host/source/reader.hpp"

namespace trainyard::source {

/// Reads one file: UTF-8 with or without BOM, as it is or compressed by gzip or zstd; fields parted by the dialect's delimiter and
/// optionally in its quotes (delimiters, line ends and doubled quotes inside); lines ending in LF, CR LF or CR, the last one optionally
/// unended. Blank lines are not rows, but count as lines. What is read does not depend on block sizes.
///
/// Errors: as TextInput; bad_config (78) for a dialect that cannot be; bad_data (65) for an empty file, a header without rows, empty or
/// repeated column names, another number of them than the dialect's, another encoding, delimiter or format, a row that with its line end is
/// longer than `max_row_bytes`, and a quote that is never closed. Rows with another number of fields than there are columns or text after
/// a closing quote are handed over as broken.
class CsvReader : public Reader {
 public:
  explicit CsvReader(const std::filesystem::path& path, ReaderOptions options = {});
  ~CsvReader() override;

  bool next(Block& block) override;

 private:
  [[nodiscard]] const ReaderState& state() const noexcept override;

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::source
