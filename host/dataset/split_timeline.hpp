// Rows in order of time, and where they can be cut.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/dataset/split_methods.hpp"

namespace trainyard::dataset {

/// Rows in order of time (of equal time: of row).
struct Timeline {
  std::vector<std::uint32_t> rows;
  std::vector<std::int64_t> times;  ///< of rows[i], microseconds

  /// Throws Error(bad_data) when the column holds no times, a row lacks its own, or there is no row.
  Timeline(const SplitTask& task, const Column& column, std::vector<std::uint32_t> of_rows);

  /// "2020-01-01T00:00:00Z to 2020-01-10T00:00:00Z"
  [[nodiscard]] std::string range() const;
  /// The first row at or after a time, and the first after it.
  [[nodiscard]] std::size_t first_at(std::int64_t time) const;
  [[nodiscard]] std::size_t first_after(std::int64_t time) const;
  /// Where a new time begins, the first row excepted: the places at which the rows can be cut.
  [[nodiscard]] std::vector<std::size_t> edges() const;
};

/// One of `edges` for each of `wanted`, both ascending, the nearest that leaves an edge to each of the others; needs as many edges.
std::vector<std::size_t> nearest_edges(const std::vector<std::size_t>& edges, const std::vector<std::size_t>& wanted);

}  // namespace trainyard::dataset
