// The Gram matrix of the centered table, by BLAS: products per tile of rows (reduce/tree.hpp) and block of columns, the tiles' products
// added in the canonical tree. So the bits depend on the rows and the BLAS alone: OpenBLAS with one thread per call on the CPU, whose
// kernels are one set per kind of processor; cuBLAS on a GPU, which agrees to rounding.
#pragma once

#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/linear/design.hpp"

namespace trainyard::kernels::linear {

/// result[i + j * columns] = sum over r of weight[r] * (x[i][r] - center[i]) * (x[j][r] - center[j]), on the host, exactly symmetric.
/// No weights count as 1 each. Keeps a few MiB per thread beside the result.
TRAINYARD_KERNEL(gram, std::vector<double>(const Exec&, Design design, ColumnView weight));

}  // namespace trainyard::kernels::linear
