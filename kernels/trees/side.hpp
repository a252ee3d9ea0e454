// Which way a split sends a binned row.
#pragma once

#include <cstdint>

namespace trainyard::kernels::trees {

/// The slots that a node sends to the right: those for which slot - first, in 8 bits, is below `width`. So missing values, whose slot is
/// behind the last bin, go to either side without a test of their own.
struct Side {
  std::uint8_t first = 0;
  std::uint8_t width = 0;

  [[nodiscard]] constexpr bool has(std::uint8_t slot) const { return static_cast<std::uint8_t>(slot - first) < width; }
};

/// Of a split; `bins`: of the column. Preconditions, which hold for any split of a node into two: default_left or first_bin > 0, first_bin
/// <= bins.
constexpr Side side_of(std::uint32_t first_bin, bool default_left, std::uint32_t bins) {
  return {static_cast<std::uint8_t>(first_bin), static_cast<std::uint8_t>((default_left ? bins : 256U) - first_bin)};
}

}  // namespace trainyard::kernels::trees
