// What least squares needs to know of rows.
#pragma once

#include <vector>

#include "host/models/linear/design.hpp"

namespace trainyard::models::linear {

/// Sums over the rows of a table and a number per row; x stands for the columns less their centers, y for the numbers less their mean.
struct Moments {
  /// `y`: on the device of `exec`, as the table is.
  Moments(const Exec& exec, const Design& design, kernels::ColumnView y);

  double mean = 0;             ///< of the numbers, weighted; 0 where the table is not centered
  std::vector<double> gram;    ///< x' (weight * x), as kernels/linear/gram.hpp gives it
  std::vector<double> slopes;  ///< x' (weight * y)
  double squares = 0;          ///< y' (weight * y)
};

}  // namespace trainyard::models::linear
