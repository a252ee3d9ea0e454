// Rows by what one column says of them.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace trainyard::evaluate {

/// Every row is in one group.
struct Grouping {
  std::string column;
  std::vector<std::string> labels;  ///< of the groups, different from one another; each has a row
  std::vector<std::int32_t> group;  ///< per row

  /// Rows of every group, ascending.
  [[nodiscard]] std::vector<std::vector<std::uint32_t>> rows() const;
};

/// Groups beyond this many are pooled.
inline constexpr std::size_t kMostGroups = 50;

/// Categories by number, -1 missing, with their names. Groups in the order of the names' bytes, then "missing"; of more than kMostGroups
/// the largest stay, and the others are pooled as "other".
Grouping group_categories(std::string column, std::span<const std::int32_t> codes, std::span<const std::string> names);

/// Numbers, NaN missing. Up to 2 * bins different values are a group each, else `bins` groups with about equal numbers of rows: equal
/// values stay together. Ascending, then "missing". `text` writes a number.
Grouping group_numbers(std::string column, std::span<const double> values, std::size_t bins,
                       const std::function<std::string(double)>& text);

}  // namespace trainyard::evaluate
