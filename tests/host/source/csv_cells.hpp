// All that a CSV file holds, as CsvReader gives it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "host/source/csv.hpp"

namespace trainyard::source {

using Rows = std::vector<std::vector<std::string>>;
using Numbers = std::vector<std::uint64_t>;

struct Cells {
  std::vector<std::string> columns;
  Rows rows;
  Numbers numbers, lines;
  std::vector<std::string> raws;
  std::vector<BrokenRow> broken;
  std::string bytes;

  bool operator==(const Cells& other) const {
    return columns == other.columns && rows == other.rows && numbers == other.numbers && lines == other.lines && raws == other.raws;
  }
};

inline void add_rows(const Block& block, Cells& cells) {
  for (std::size_t row = 0; row < block.rows(); ++row) {
    auto& values = cells.rows.emplace_back();
    for (std::size_t column = 0; column < cells.columns.size(); ++column) values.emplace_back(block.cell(row, column));
    cells.numbers.push_back(block.number(row));
    cells.lines.push_back(block.line(row));
    cells.raws.emplace_back(block.raw(row));
  }
  cells.broken.insert(cells.broken.end(), block.broken().begin(), block.broken().end());
}

inline Cells read_cells(const std::filesystem::path& file, ReaderOptions options) {
  Cells cells;
  options.on_bytes = [&](std::string_view bytes) { cells.bytes += bytes; };
  CsvReader reader(file, std::move(options));
  cells.columns = reader.columns();
  Block block;
  while (reader.next(block)) add_rows(block, cells);
  return cells;
}

}  // namespace trainyard::source
