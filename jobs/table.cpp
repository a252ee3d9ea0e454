#include "jobs/table.hpp"

#include <algorithm>

#include "jobs/text.hpp"

namespace trainyard::jobs {

void Table::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text(std::size_t indent) const {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  const bool titled = std::any_of(titles.begin(), titles.end(), [](const std::string& title) { return !title.empty(); });

  std::vector<const std::vector<std::string>*> lines;
  if (titled) lines.push_back(&titles);
  for (const auto& row : rows_) lines.push_back(&row);

  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto* line : lines) {
    for (std::size_t c = 0; c < line->size(); ++c) widths[c] = std::max(widths[c], character_count((*line)[c]));
  }

  std::string text;
  for (const auto* line : lines) {
    std::string shown(indent, ' ');
    for (std::size_t c = 0; c < line->size(); ++c) {
      const std::string space(widths[c] - character_count((*line)[c]), ' ');
      shown += columns_[c].align == Align::left ? (*line)[c] + space : space + (*line)[c];
      shown += "  ";
    }
    shown.erase(shown.find_last_not_of(' ') + 1);
    text += shown + "\n";
  }
  return text;
}

}  // namespace trainyard::jobs
