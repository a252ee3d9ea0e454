// Sums of products of many pairs of columns, for their correlations.
#pragma once

#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::select {

/// A column without its mean, as the sums take it.
struct Centered {
  const float* values = nullptr;  ///< on the device
  double center = 0.0;
  bool complete = false;  ///< has no missing value
};

/// Over the rows where neither x nor y is missing, both centered. Where both columns are complete, xy alone is filled.
struct PairSums {
  double count = 0.0;
  double x = 0.0, y = 0.0;
  double xx = 0.0, yy = 0.0, xy = 0.0;
};

/// result[i + j * left.size] is of left[i] as x and right[j] as y, in the canonical order (views on the device of `exec`). Keeps 512 KiB
/// per column and 384 bytes per pair beside the result.
TRAINYARD_KERNEL(pair_sums, std::vector<PairSums>(const Exec&, View<const Centered> left, View<const Centered> right, std::size_t rows));

}  // namespace trainyard::kernels::select
