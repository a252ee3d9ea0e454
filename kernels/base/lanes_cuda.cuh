// The GPU side of the canonical order inside a tile, described in lanes_cpu.cuh: a warp is a tile's 32 lanes.
#pragma once

#include <cstddef>
#include <cuda_runtime.h>

namespace trainyard::kernels::cuda {

struct Lanes {
  static constexpr std::size_t count = 32;
  static constexpr std::size_t width = 1;
  unsigned lane;

  __device__ bool leader() const { return lane == 0; }

  template <class F>
  __device__ void each_row(std::size_t rows, F f) const {
    for (std::size_t row = lane; row < rows; row += count) f(0, row);
  }

  /// Joins the lanes' values with `op`(low lane's, high lane's) and gives lane 0's to all. Called by the whole warp; T is a number.
  template <class T, class Op>
  __device__ static T join(T (&values)[width], Op op) {
    constexpr unsigned whole_warp = 0xffffffffu;
    T value = values[0];
    for (unsigned half = count / 2; half > 0; half /= 2) value = op(value, __shfl_down_sync(whole_warp, value, half));
    return __shfl_sync(whole_warp, value, 0);
  }
};

}  // namespace trainyard::kernels::cuda
