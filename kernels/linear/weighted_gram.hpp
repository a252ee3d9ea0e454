// The Gram matrix of the centered table in the canonical order: for Newton's method, whose path it decides. gram.hpp's is BLAS's.
#pragma once

#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/linear/design.hpp"

namespace trainyard::kernels::linear {

/// With a_i = x_i - center_i for the columns and a last a_i = 1, n = columns + 1 in all: result[i + j * n] = sum over r of
/// (a_i[r] * weight[r]) * a_j[r] for i <= j, on the host, exactly symmetric. The sums are those of transposed_times.hpp: the same bits for
/// any number of threads and on either backend.
TRAINYARD_KERNEL(weighted_gram, std::vector<double>(const Exec&, Design design, ColumnView weight));

}  // namespace trainyard::kernels::linear
