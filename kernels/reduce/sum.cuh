// The canonical sum of a function of the row, for .cu files: sum(exec, rows, f) adds f(0) … f(rows - 1), f a functor with a
// TRAINYARD_HOST_DEVICE operator() const giving double. Same bits for any thread count and on both backends; 0 for no rows; any NaN among
// the terms, or infinities of both signs, give the quiet NaN of std::numeric_limits.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/reduce/tree.hpp"

namespace trainyard::kernels::reduce::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

struct Add {
  template <class T>
  TRAINYARD_HOST_DEVICE T operator()(T low, T high) const {
    return low + high;
  }
};

template <class F>
struct SumTile {
  F term;
  std::size_t rows;
  double* tile_sums;

  TRAINYARD_DEVICE void operator()(std::size_t tile, Lanes lanes) const {
    const std::size_t first = tile * tile_rows;
    const std::size_t here = rows - first < tile_rows ? rows - first : tile_rows;
    double sum[Lanes::width] = {};
    const F& value = term;
    lanes.each_row(here, [&](std::size_t slot, std::size_t row) { sum[slot] += value(first + row); });
    const double total = lanes.join(sum, Add{});
    if (lanes.leader()) tile_sums[tile] = total;
  }
};

template <class F>
double sum(const Exec& exec, std::size_t rows, const F& term) {
  Buffer<double> tile_sums(exec, (rows + tile_rows - 1) / tile_rows);
  for_each_tile(exec, tile_sums.size(), SumTile<F>{term, rows, tile_sums.data()});
  const double total = join_tiles(tile_sums.download(), 0.0, Add{});
  return std::isnan(total) ? std::numeric_limits<double>::quiet_NaN() : total;
}

}  // namespace trainyard::kernels::reduce::TRAINYARD_BACKEND
