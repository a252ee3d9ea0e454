// The combinations of a grid, some of whose dimensions exist only for some points of earlier ones. Counted and found, never listed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace trainyard::config {

/// Points of an earlier dimension, ascending.
struct GridCondition {
  std::size_t dimension = 0;
  std::vector<std::uint64_t> points;
};

struct GridDimension {
  double points = 1;
  std::vector<GridCondition> when = {};  ///< it exists where all of them are met
};

/// How many combinations exist; exact up to 2^53. Infinite when conditions tell more than most_trials cases apart.
double combination_count(std::span<const GridDimension> grid);

/// The points of combination `index`, as nested loops would come to it, the last dimension innermost; none for a dimension that does not
/// exist in it. Precondition: `index` is below combination_count(), which is at most 2^53.
std::vector<std::optional<std::uint64_t>> combination(std::span<const GridDimension> grid, std::uint64_t index);

}  // namespace trainyard::config
