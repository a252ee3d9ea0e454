// Gradients: the transposed centered table times a matrix with as many rows. All sums in the canonical order: the same bits for any number
// of threads and on either backend. Results are on the host.
#pragma once

#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/linear/design.hpp"

namespace trainyard::kernels::linear {

/// result[c * K + k] = sum over r of (x[c][r] - center[c]) * right[k][r], K = right.columns.
TRAINYARD_KERNEL(transposed_times, std::vector<double>(const Exec&, Design design, MatrixView<const double> right));

/// result[c * K + k] = sum over r of (x[c][r] - center[c])^2 * right[k][r]: with weights on the right, the diagonal of the Gram matrix.
TRAINYARD_KERNEL(transposed_squares, std::vector<double>(const Exec&, Design design, MatrixView<const double> right));

/// result[k] = sum over r of right[k][r].
TRAINYARD_KERNEL(column_sums, std::vector<double>(const Exec&, MatrixView<const double> right));

}  // namespace trainyard::kernels::linear
