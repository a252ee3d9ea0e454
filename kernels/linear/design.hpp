// A table of features as the linear kernels read it.
#pragma once

#include "kernels/base/view.hpp"

namespace trainyard::kernels::linear {

/// Column c of row r counts as double(x[c][r]) - center[c]; all on one device. Values are finite.
/// Centering in the kernels keeps a column of mean 1e6 and deviation 1 from drowning in its mean, without a second copy of the table.
struct Design {
  MatrixView<const float> x;
  const double* center = nullptr;  ///< one per column; null where a kernel says that it may be
};

}  // namespace trainyard::kernels::linear
