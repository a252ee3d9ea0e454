// Scores: the centered table times coefficients.
#pragma once

#include "kernels/base/backend.hpp"
#include "kernels/linear/design.hpp"

namespace trainyard::kernels::linear {

/// design.center may be null: all are 0 then.
/// result[k][r] = (sum over c of (x[c][r] - center[c]) * coefficients[c * K + k]) + offsets[k], K = result.columns. The sum begins at 0 and
/// takes the columns in their order, so a row's bits depend on nothing but the row, on either backend.
TRAINYARD_KERNEL(times,
                 void(const Exec&, Design design, View<const double> coefficients, View<const double> offsets, MatrixView<double> result));

/// The same, each rounded to float.
TRAINYARD_KERNEL(rounded_times,
                 void(const Exec&, Design design, View<const double> coefficients, View<const double> offsets, MatrixView<float> result));

}  // namespace trainyard::kernels::linear
