// Canonical order over tiles: tiles 2i and 2i + 1 are joined, then the results in the same way until one is left; an odd last one moves up
// as it is. The order depends on the number of tiles alone.
#pragma once

#include <cstddef>
#include <vector>

namespace trainyard::kernels::reduce {

/// Rows per tile. A part of the contract: another number gives other bits.
inline constexpr std::size_t tile_rows = 4096;

/// Joins `tiles` with op(left, right); `none` is the answer for no tiles.
template <class T, class Op>
T join_tiles(std::vector<T> tiles, const T& none, Op op) {
  if (tiles.empty()) return none;
  for (std::size_t count = tiles.size(); count > 1; count = (count + 1) / 2) {
    for (std::size_t i = 0; 2 * i < count; ++i) {
      tiles[i] = 2 * i + 1 < count ? op(tiles[2 * i], tiles[2 * i + 1]) : tiles[2 * i];
    }
  }
  return tiles.front();
}

}  // namespace trainyard::kernels::reduce
