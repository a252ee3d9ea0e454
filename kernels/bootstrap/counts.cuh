// How often a row is in a replicate: a Poisson(1) number of (seed, row, replicate). For .cu files and for loops over batches of replicates.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/philox.cuh"

namespace trainyard::kernels::bootstrap::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

/// Replicates that are drawn together: replicate 32 b + 8 w + l has word w of the block with counter (row, 8 b + l).
inline constexpr std::size_t batch_replicates = 32;
inline constexpr std::size_t batch_blocks = 8;

/// The Poisson(1) number of a uniform one: how many of 2^32 P(X <= 0), 2^32 P(X <= 1), … it reaches, each rounded, so that the
/// probabilities are off by 2^-32 at most. Written out, so that a loop around it is vector code.
TRAINYARD_HOST_DEVICE inline std::uint32_t poisson_count(std::uint32_t uniform) {
  return (uniform >= 1580030169U ? 1U : 0U) + (uniform >= 3160060337U ? 1U : 0U) + (uniform >= 3950075422U ? 1U : 0U) +
         (uniform >= 4213413783U ? 1U : 0U) + (uniform >= 4279248374U ? 1U : 0U) + (uniform >= 4292415292U ? 1U : 0U) +
         (uniform >= 4294609778U ? 1U : 0U) + (uniform >= 4294923276U ? 1U : 0U) + (uniform >= 4294962463U ? 1U : 0U) +
         (uniform >= 4294966817U ? 1U : 0U) + (uniform >= 4294967253U ? 1U : 0U) + (uniform >= 4294967292U ? 1U : 0U);
}

TRAINYARD_HOST_DEVICE inline PhiloxBlock counts_block(std::uint64_t seed, std::uint64_t row, std::uint32_t block) {
  return philox({{static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(row >> 32), block, 0}}, seed);
}

}  // namespace trainyard::kernels::bootstrap::TRAINYARD_BACKEND
