// A plain-text table: columns as wide as their widest cell, two spaces between them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace trainyard::jobs {

enum class Align { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
};

class Table {
 public:
  /// Without any title no header line is printed.
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// Missing cells are empty. Cells are shown through printable().
  void add(std::vector<std::string> cells);
  [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
  /// Every line starts with `indent` spaces and ends with a newline; no trailing spaces.
  [[nodiscard]] std::string text(std::size_t indent = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace trainyard::jobs
