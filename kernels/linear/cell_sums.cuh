// Many canonical sums over the rows at once, for .cu files: cell_sums(exec, rows, cells, f) gives, for each cell, the sum over the rows of
// f.at(cell)(row), to the bits of reduce/sum.cuh. f.at(cell) is a functor giving double; both operators are TRAINYARD_HOST_DEVICE.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/linear/wide_tiles.cuh"
#include "kernels/reduce/sum.cuh"
#include "kernels/reduce/tree_sum.hpp"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

// Tiles whose sums are in memory together. A power of two, so that such a group is a subtree of the tree over all tiles.
inline constexpr std::size_t tiles_at_once = 64;

// Joins partial[tile * cells + cell] over the tiles in the order of reduce/tree.hpp; the sum is left in partial[cell].
struct JoinTiles {
  double* partial;
  std::size_t tiles;
  std::size_t cells;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t cell) const {
    double* own = partial + cell;
    for (std::size_t count = tiles; count > 1; count = (count + 1) / 2) {
      for (std::size_t i = 0; 2 * i < count; ++i) {
        const double left = own[2 * i * cells];
        own[i * cells] = 2 * i + 1 < count ? left + own[(2 * i + 1) * cells] : left;
      }
    }
  }
};

// A task is one cell of one tile; neighbouring tasks are cells of the same tile, whose rows are then near.
template <class F>
struct CellTile {
  F term;
  std::size_t first_tile;
  std::size_t rows;
  std::size_t cells;
  double* partial;

  TRAINYARD_DEVICE void operator()(std::size_t task, Lanes lanes) const {
    const std::size_t first = (first_tile + task / cells) * reduce::tile_rows;
    const std::size_t here = rows - first < reduce::tile_rows ? rows - first : reduce::tile_rows;
    const auto value = term.at(task % cells);
    double sum[Lanes::width] = {};
    lanes.each_row(here, [&](std::size_t slot, std::size_t row) { sum[slot] += value(first + row); });
    const double total = lanes.join(sum, reduce::TRAINYARD_BACKEND::Add{});
    if (lanes.leader()) partial[task] = total;
  }
};

template <class F>
std::vector<double> cell_sums(const Exec& exec, std::size_t rows, std::size_t cells, const F& term) {
  const std::size_t tiles = (rows + reduce::tile_rows - 1) / reduce::tile_rows;
  if (tiles == 0 || cells == 0) return std::vector<double>(cells);
  Buffer<double> partial(exec, (tiles < tiles_at_once ? tiles : tiles_at_once) * cells);
  reduce::TreeSum sum;
  for (std::size_t first = 0; first < tiles; first += tiles_at_once) {
    const std::size_t here = tiles - first < tiles_at_once ? tiles - first : tiles_at_once;
    for_each_wide_tile(exec, here * cells, CellTile<F>{term, first, rows, cells, partial.data()});
    for_each_index(exec, cells, JoinTiles{partial.data(), here, cells});
    std::vector<double> joined(cells);
    partial.download(joined);
    sum.add(std::move(joined));
  }
  return sum.finish(cells);
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
