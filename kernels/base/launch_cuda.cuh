// The CUDA side of launch.cuh. Work goes to the calling thread's own stream, so host threads do not wait for one another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cuda_runtime.h>

#include "kernels/base/check.hpp"
#include "kernels/base/exec.hpp"
#include "kernels/base/lanes_cuda.cuh"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::cuda {

inline constexpr unsigned block_threads = 256;
inline constexpr std::size_t max_blocks = 1u << 16;

// Enough blocks for one thread per item, or so many that each loops.
inline unsigned blocks_for(std::size_t threads) {
  const std::size_t blocks = (threads + block_threads - 1) / block_threads;
  return static_cast<unsigned>(blocks < max_blocks ? blocks : max_blocks);
}

inline void finish_launch() {
  TRAINYARD_CUDA_TRY(cudaGetLastError());
  TRAINYARD_CUDA_TRY(cudaStreamSynchronize(cudaStreamPerThread));
}

template <class F>
__global__ void index_kernel(std::size_t count, F f) {
  const std::size_t step = std::size_t{gridDim.x} * blockDim.x;
  for (std::size_t i = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step) f(i);
}

template <class F>
void for_each_index(const Exec& exec, std::size_t count, const F& f) {
  if (count == 0) return;
  TRAINYARD_CUDA_TRY(cudaSetDevice(exec.ordinal));
  index_kernel<<<blocks_for(count), block_threads, 0, cudaStreamPerThread>>>(count, f);
  finish_launch();
}

inline constexpr std::size_t run_rows = 1;

template <class F>
struct OneRow {
  F f;
  __device__ void operator()(std::size_t row) const { f(row, std::size_t{1}); }
};

template <class F>
void for_each_run(const Exec& exec, std::size_t count, const F& f) {
  for_each_index(exec, count, OneRow<F>{f});
}

// One warp per tile, one thread per lane.
template <class F>
__global__ void tile_kernel(std::size_t tiles, F f) {
  const std::size_t step = std::size_t{gridDim.x} * blockDim.x / Lanes::count;
  const Lanes lanes{static_cast<unsigned>(threadIdx.x % Lanes::count)};
  for (std::size_t tile = (std::size_t{blockIdx.x} * blockDim.x + threadIdx.x) / Lanes::count; tile < tiles; tile += step) f(tile, lanes);
}

template <class F>
void for_each_tile(const Exec& exec, std::size_t tiles, const F& f) {
  if (tiles == 0) return;
  TRAINYARD_CUDA_TRY(cudaSetDevice(exec.ordinal));
  tile_kernel<<<blocks_for(tiles * Lanes::count), block_threads, 0, cudaStreamPerThread>>>(tiles, f);
  finish_launch();
}

struct AtomicAdd {
  std::int64_t* counts;
  __device__ void operator()(std::size_t cell, std::int64_t amount = 1) const {
    atomicAdd(reinterpret_cast<unsigned long long*>(counts + cell), static_cast<unsigned long long>(amount));
  }
};

template <class F>
__global__ void tally_kernel(std::size_t rows, AtomicAdd add, F f) {
  const std::size_t step = std::size_t{gridDim.x} * blockDim.x;
  for (std::size_t row = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; row < rows; row += step) f(row, add);
}

template <class F>
void tally(const Exec& exec, std::size_t rows, View<std::int64_t> counts, const F& f) {
  if (rows == 0) return;
  TRAINYARD_CUDA_TRY(cudaSetDevice(exec.ordinal));
  tally_kernel<<<blocks_for(rows), block_threads, 0, cudaStreamPerThread>>>(rows, AtomicAdd{counts.data}, f);
  finish_launch();
}

}  // namespace trainyard::kernels::cuda
