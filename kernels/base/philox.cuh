// Random bits by counter: Philox4x32-10 of J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, Parallel random numbers: as easy as 1, 2,
// 3 (SC 2011). Each block depends on its counter and the key alone, so any order of drawing and any device gives the same.
#pragma once

#include <cstdint>

#include "kernels/base/backend.hpp"

namespace trainyard::kernels::TRAINYARD_BACKEND {

/// A counter, or 128 random bits.
struct PhiloxBlock {
  std::uint32_t words[4];
};

TRAINYARD_HOST_DEVICE inline PhiloxBlock philox_round(const PhiloxBlock& x, std::uint32_t key0, std::uint32_t key1) {
  const std::uint64_t product0 = std::uint64_t{0xD2511F53U} * x.words[0];
  const std::uint64_t product1 = std::uint64_t{0xCD9E8D57U} * x.words[2];
  return {{static_cast<std::uint32_t>(product1 >> 32) ^ x.words[1] ^ key0, static_cast<std::uint32_t>(product1),
           static_cast<std::uint32_t>(product0 >> 32) ^ x.words[3] ^ key1, static_cast<std::uint32_t>(product0)}};
}

TRAINYARD_HOST_DEVICE inline PhiloxBlock philox(PhiloxBlock counter, std::uint64_t key) {
  constexpr std::uint32_t step0 = 0x9E3779B9U, step1 = 0xBB67AE85U;
  const auto key0 = static_cast<std::uint32_t>(key), key1 = static_cast<std::uint32_t>(key >> 32);
  // Written out, so that a loop around it is vector code.
  counter = philox_round(counter, key0, key1);
  counter = philox_round(counter, key0 + step0, key1 + step1);
  counter = philox_round(counter, key0 + 2 * step0, key1 + 2 * step1);
  counter = philox_round(counter, key0 + 3 * step0, key1 + 3 * step1);
  counter = philox_round(counter, key0 + 4 * step0, key1 + 4 * step1);
  counter = philox_round(counter, key0 + 5 * step0, key1 + 5 * step1);
  counter = philox_round(counter, key0 + 6 * step0, key1 + 6 * step1);
  counter = philox_round(counter, key0 + 7 * step0, key1 + 7 * step1);
  counter = philox_round(counter, key0 + 8 * step0, key1 + 8 * step1);
  return philox_round(counter, key0 + 9 * step0, key1 + 9 * step1);
}

}  // namespace trainyard::kernels::TRAINYARD_BACKEND
