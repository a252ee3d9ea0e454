// How the units of fixed_gradients.hpp are chosen and rows are packed, for both backends.
//
// Sums of absolute values are rounded, so their order counts: row r of a tile is added to lane r % 16, a tile's lanes one after the other,
// then the tiles.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/base/math.cuh"
#include "kernels/trees/fixed_gradients.hpp"

namespace trainyard::kernels::trees::TRAINYARD_BACKEND {

inline constexpr std::size_t unit_lanes = 16;
inline constexpr std::size_t unit_tile = 1024;  // rows

/// 2^-s.
TRAINYARD_HOST_DEVICE inline double unit_of(double sum) {
  int exponent = 0;
  std::frexp(sum, &exponent);  // sum < 2^exponent
  return std::ldexp(1.0, exponent - 30);
}

/// `up`: 1 over the units.
TRAINYARD_HOST_DEVICE inline Packed packed(float gradient, float hessian, Units up) {
  constexpr double rounder = 6755399441055744.0;  // 1.5 * 2^52: the sum's low 32 bits are the whole number, ties to even
  const std::uint64_t g = kernels::TRAINYARD_BACKEND::bits_of(static_cast<double>(gradient) * up.gradient + rounder);
  const std::uint64_t h = kernels::TRAINYARD_BACKEND::bits_of(static_cast<double>(hessian) * up.hessian + rounder);
  return static_cast<Packed>((g << 32) + (h & 0xffffffff));
}

}  // namespace trainyard::kernels::trees::TRAINYARD_BACKEND
