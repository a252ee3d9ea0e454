// Some rows of a column.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace trainyard::dataset {

/// The given rows, as T; none of an empty column.
template <class T = double>
std::vector<T> pick(std::span<const double> column, std::span<const std::uint32_t> rows) {
  std::vector<T> picked;
  if (column.empty()) return picked;
  picked.reserve(rows.size());
  for (const std::uint32_t row : rows) picked.push_back(static_cast<T>(column[row]));
  return picked;
}

}  // namespace trainyard::dataset
