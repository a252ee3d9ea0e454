// What sampling.hpp draws for one row or column, for both backends.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/base/philox.cuh"
#include "kernels/trees/sampling.hpp"

namespace trainyard::kernels::trees::TRAINYARD_BACKEND {

// The last word of a counter says what is drawn.
inline constexpr std::uint32_t draw_of_rows = 0, draw_of_columns = 1;

/// What 16 bits of a drawn row are below.
TRAINYARD_HOST_DEVICE inline std::int32_t below_of(float share) {
  return static_cast<std::int32_t>(std::ceil(std::ldexp(static_cast<double>(share), 16)));
}

TRAINYARD_HOST_DEVICE inline bool is_drawn(TreeDraws draws, std::int32_t below, std::uint32_t row) {
  const auto random = kernels::TRAINYARD_BACKEND::philox({{row / 8, draws.tree, 0, draw_of_rows}}, draws.seed);
  const std::uint32_t word = random.words[row % 4];
  return static_cast<std::int32_t>(row % 8 < 4 ? word & 0xffffU : word >> 16) < below;
}

/// Of so many columns.
TRAINYARD_HOST_DEVICE inline std::size_t wanted_columns(float share, std::size_t columns) {
  const float wanted = std::floor(share * static_cast<float>(columns));
  return share >= 1.0F ? columns : static_cast<std::size_t>(wanted < 1.0F ? 1.0F : wanted);
}

/// The columns with the smallest numbers are drawn; of two equal ones the lower column. Columns are fewer than 2^16.
TRAINYARD_HOST_DEVICE inline std::uint64_t column_number(TreeDraws draws, std::uint64_t place, std::uint32_t column) {
  const auto random = kernels::TRAINYARD_BACKEND::philox(
      {{static_cast<std::uint32_t>(place), draws.tree, static_cast<std::uint32_t>(place >> 32), draw_of_columns | column << 8}},
      draws.seed);
  return std::uint64_t{random.words[0]} << 32 | random.words[1];
}

}  // namespace trainyard::kernels::trees::TRAINYARD_BACKEND
