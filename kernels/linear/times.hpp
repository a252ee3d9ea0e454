// Scores: the centered table times coefficients.
#pragma once

#include "kernels/base/backend.hpp"
#include "kernels/linear/design.hpp"

namespace trainyard::kernels::linear {

/// result[k][r] = (sum over c of (x[c][r] - center[c]) * coefficients[c * K + k]) + offsets[k], K = result.columns. The sum begins at 0 and
/// takes the columns in their order, so a row's bits depend on nothing but the row, on either backend.
TRAINYARD_KERNEL(times,
                 void(const Exec&, Design design, View<const double> coefficients, View<const double> offsets, MatrixView<double> result));

}  // namespace trainyard::kernels::linear
