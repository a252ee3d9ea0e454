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

/// As signed numbers of the same order, which is what vector code compares.
TRAINYARD_HOST_DEVICE constexpr std::int32_t as_signed(std::uint32_t x) { return static_cast<std::int32_t>(x ^ 0x80000000U); }

TRAINYARD_HOST_DEVICE constexpr std::int32_t reached(std::int32_t x, std::uint32_t threshold) {
  return static_cast<std::int32_t>(x >= as_signed(threshold));
}

/// The Poisson(1) number of a uniform one: how many of 2^32 P(X <= 0), 2^32 P(X <= 1), … it reaches, each rounded, so that the
/// probabilities are off by 2^-32 at most. Written out, so that a loop around it is vector code.
TRAINYARD_HOST_DEVICE inline std::int32_t poisson_count(std::uint32_t uniform) {
  const std::int32_t x = as_signed(uniform);
  return reached(x, 1580030169U) + reached(x, 3160060337U) + reached(x, 3950075422U) + reached(x, 4213413783U) + reached(x, 4279248374U) +
         reached(x, 4292415292U) + reached(x, 4294609778U) + reached(x, 4294923276U) + reached(x, 4294962463U) + reached(x, 4294966817U) +
         reached(x, 4294967253U) + reached(x, 4294967292U);
}

TRAINYARD_HOST_DEVICE inline PhiloxBlock counts_block(std::uint64_t seed, std::uint64_t row, std::uint32_t block) {
  return philox({{static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(row >> 32), block, 0}}, seed);
}

}  // namespace trainyard::kernels::bootstrap::TRAINYARD_BACKEND
