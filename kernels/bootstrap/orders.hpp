// The walks that metrics need: the rows in the order of their scores or of a term.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/bootstrap/walk.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::kernels::bootstrap {

/// The rows as they come. `rows` of all three are in host memory, at most 2^32 - 1 of them.
Walk natural_walk(const metric::Rows& rows);

/// By falling score of the class, with marks; of equal scores by position. Precondition: no score is NaN.
Walk walk_by_score(const metric::Rows& rows, std::size_t of_class);

/// By rising term, of equal terms by position. Precondition: no term is negative or NaN.
Walk walk_by_term(const metric::Rows& rows, std::span<const double> terms);

/// Numbers of the sample's rows in the order of the walk.
template <class T>
std::vector<T> in_order(const Walk& walk, std::span<const T> of_rows) {
  if (walk.positions.empty()) return {of_rows.begin(), of_rows.end()};
  std::vector<T> ordered(walk.rows);
  for (std::size_t i = 0; i < walk.rows; ++i) ordered[i] = of_rows[walk.positions[i]];
  return ordered;
}

}  // namespace trainyard::kernels::bootstrap
