// How often each row is in one replicate of a Poisson bootstrap, as counts.cuh draws it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/backend.hpp"

namespace trainyard::kernels::bootstrap {

/// Of the rows 0 to rows - 1: at most 12 each, 1 in the mean. The same numbers on both backends and for any threads; more rows leave the
/// first as they are. Precondition: replicate < 2^34.
TRAINYARD_KERNEL(poisson_counts, std::vector<std::uint8_t>(const Exec&, std::uint64_t seed, std::size_t replicate, std::size_t rows));

}  // namespace trainyard::kernels::bootstrap
