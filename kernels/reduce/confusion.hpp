// How often rows of one class were decided to be of another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::reduce {

/// Cell a * classes + d is for rows of class a that were decided to be of class d.
struct ConfusionMatrix {
  std::size_t classes = 0;
  std::vector<std::int64_t> rows;  ///< their number
  std::vector<double> weight;      ///< the sum of their weights; their number where there are no weights
  std::int64_t outside = 0;        ///< rows in no cell: the actual or the decided class is none of 0 … classes - 1 (NaN is none)
};

/// `weight` is empty or has one value per row, finite and at least 0. The sums are those of fixed_point.hpp, the same
/// in any order of the rows. Throws std::invalid_argument for other weights and for different lengths.
TRAINYARD_KERNEL(confusion, ConfusionMatrix(const Exec&, ColumnView actual, CodesView decided, ColumnView weight, std::size_t classes));

}  // namespace trainyard::kernels::reduce
