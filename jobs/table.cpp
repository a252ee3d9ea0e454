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
  std::vector<std::size_t> lengths;
  lengths.reserve(lines.size() * columns_.size());
  for (const auto* line : lines) {
    for (std::size_t c = 0; c < line->size(); ++c) widths[c] = std::max(widths[c], lengths.emplace_back(character_count((*line)[c])));
  }

  std::string text;
  auto length = lengths.begin();
  for (const auto* line : lines) {
    const std::size_t start = text.size();
    text.append(indent, ' ');
    for (std::size_t c = 0; c < line->size(); ++c) {
      const std::string& cell = (*line)[c];
      const std::size_t space = widths[c] - *length++;
      const bool left = columns_[c].align == Align::left;
      text.append(left ? 0 : space, ' ').append(cell).append(left ? space : 0, ' ').append("  ");
    }
    while (text.size() > start && text.back() == ' ') text.pop_back();
    text += '\n';
  }
  return text;
}

}  // namespace trainyard::jobs
