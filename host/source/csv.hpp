// CSV files in blocks of text cells. Arrow splits the fields; every row knows its number and its line in the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/source/reader.hpp"

namespace trainyard::source {

/// Reads one file: comma-separated, UTF-8 with or without BOM, first row the column names, fields optionally in double quotes (commas,
/// line ends and doubled quotes inside), lines ending in LF, CR LF or CR, the last one optionally unended. Blank lines are not rows,
/// but count as lines. What is read does not depend on block sizes.
///
/// Errors: as FileInput; bad_data (65) for an empty file, a header without rows, empty or repeated column names, another encoding,
/// delimiter or format, a row longer than `max_row_bytes`, and a quote that is never closed. Rows with another number of fields than the
/// header or text after a closing quote are handed over as broken.
class CsvReader : public Reader {
 public:
  explicit CsvReader(const std::filesystem::path& path, ReaderOptions options = {});
  ~CsvReader() override;

  [[nodiscard]] const std::vector<std::string>& columns() const noexcept override;
  [[nodiscard]] std::uint64_t bytes() const noexcept override;
  [[nodiscard]] std::uint64_t bytes_read() const noexcept override;
  [[nodiscard]] std::uint64_t rows_read() const noexcept override;
  [[nodiscard]] const std::string& modified() const noexcept override;
  bool next(Block& block) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trainyard::source
