// The CUDA side of block.cuh.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cuda_runtime.h>

#include "kernels/base/launch_cuda.cuh"

namespace trainyard::kernels::cuda {

class Block {
 public:
  static constexpr unsigned block_size = 512;
  static constexpr unsigned lanes = 32;

  __device__ explicit Block(std::byte* shared) : shared_(shared) {}

  __device__ std::byte* shared() const { return shared_; }
  __device__ bool leader() const { return threadIdx.x == 0; }
  __device__ void sync() const { __syncthreads(); }

  template <class F>
  __device__ void each(std::size_t count, const F& f) const {
    for (std::size_t i = threadIdx.x; i < count; i += block_size) f(i);
  }

  template <class Of>
  __device__ void each_in_lanes(std::size_t count, unsigned width, const Of& of) const {
    const unsigned lane = threadIdx.x % lanes, rows = lanes / width, warp = threadIdx.x / lanes;
    constexpr unsigned together = 4;
    const auto one = of(lane, lane % width);
    using Value = decltype(one.read(0));
    const std::size_t step = std::size_t{block_size} / lanes * rows;
    std::size_t i = warp * rows + lane / width;
    for (; i + (together - 1) * step < count; i += together * step) {
      Value values[together];
#pragma unroll
      for (unsigned k = 0; k < together; ++k) values[k] = one.read(i + k * step);
#pragma unroll
      for (unsigned k = 0; k < together; ++k) one.add(values[k]);
    }
    for (; i < count; i += step) one.add(one.read(i));
  }

  template <class Flag, class Put>
  __device__ void part(std::size_t count, std::uint32_t* places, const Flag& flag, const Put& put) const {
    constexpr unsigned all = 0xffffffffU;
    const unsigned lane = threadIdx.x % lanes, before = (1U << lane) - 1;
    const std::size_t whole = (count + lanes - 1) / lanes * lanes;  // so that warps stay together
    for (std::size_t i = threadIdx.x; i < whole; i += block_size) {
      const bool is_there = i < count, is_second = is_there && flag(i);
      const unsigned second = __ballot_sync(all, is_second), first = __ballot_sync(all, is_there && !is_second);
      unsigned place = 0;
      if (lane < 2) place = atomicAdd(places + lane, __popc(lane == 0 ? first : second));
      const unsigned of_first = __shfl_sync(all, place, 0), of_second = __shfl_sync(all, place, 1);
      if (is_there) put(i, is_second, is_second ? of_second + __popc(second & before) : of_first + __popc(first & before));
    }
  }

  __device__ static void add(std::int32_t* to, std::int32_t amount) { atomicAdd(to, amount); }
  __device__ static std::uint32_t add(std::uint32_t* to, std::uint32_t amount) { return atomicAdd(to, amount); }
  __device__ static void add(std::int64_t* to, std::int64_t amount) {
    atomicAdd(reinterpret_cast<unsigned long long*>(to), static_cast<unsigned long long>(amount));
  }
  __device__ static void take_larger(std::uint32_t* to, std::uint32_t value) { atomicMax(to, value); }
  __device__ static void take_smaller(std::uint64_t* to, std::uint64_t value) {
    atomicMin(reinterpret_cast<unsigned long long*>(to), static_cast<unsigned long long>(value));
  }

 private:
  std::byte* shared_;
};

// Two blocks on a multiprocessor: while one waits for its threads, the other works.
template <class F>
__global__ void __launch_bounds__(Block::block_size, 2) block_kernel(F f) {
  extern __shared__ __align__(16) std::byte shared[];
  f(Block(shared), blockIdx.x);
}

/// Lets a thread wait asleep for what it has launched: there are more threads that wait than processors.
class Alarm {
 public:
  Alarm() { TRAINYARD_CUDA_TRY(cudaEventCreateWithFlags(&event_, cudaEventBlockingSync | cudaEventDisableTiming)); }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() { static_cast<void>(cudaEventDestroy(event_)); }

  void wait() {
    TRAINYARD_CUDA_TRY(cudaGetLastError());
    const cudaError_t recorded = cudaEventRecord(event_, cudaStreamPerThread);
    if (recorded != cudaSuccess) static_cast<void>(cudaStreamSynchronize(cudaStreamPerThread));  // what it writes to must stay till then
    TRAINYARD_CUDA_TRY(recorded);
    TRAINYARD_CUDA_TRY(cudaEventSynchronize(event_));
  }

 private:
  cudaEvent_t event_ = nullptr;
};

template <class F>
void for_each_block(const Exec& exec, unsigned blocks, std::size_t bytes, const F& f) {
  if (blocks == 0) return;
  TRAINYARD_CUDA_TRY(cudaSetDevice(exec.ordinal));
  TRAINYARD_CUDA_TRY(cudaFuncSetAttribute(block_kernel<F>, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes)));
  TRAINYARD_CUDA_TRY(cudaFuncSetAttribute(block_kernel<F>, cudaFuncAttributePreferredSharedMemoryCarveout, cudaSharedmemCarveoutMaxShared));
  Alarm alarm;
  block_kernel<<<blocks, Block::block_size, bytes, cudaStreamPerThread>>>(f);
  alarm.wait();
}

}  // namespace trainyard::kernels::cuda
