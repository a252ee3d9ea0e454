#include <cuda_runtime.h>

#include "kernels/base/check.hpp"
#include "kernels/base/memory_cuda.hpp"

namespace trainyard::kernels::cuda {

void* allocate(int ordinal, std::size_t bytes) {
  TRAINYARD_CUDA_TRY(cudaSetDevice(ordinal));
  void* data = nullptr;
  TRAINYARD_CUDA_TRY(cudaMalloc(&data, bytes));
  return data;
}

// Called from destructors: an error here was reported by the call that caused it, or the process is ending.
void release(int ordinal, void* data) noexcept {
  if (cudaSetDevice(ordinal) == cudaSuccess) static_cast<void>(cudaFree(data));
}

void* allocate_of_both(int ordinal, std::size_t bytes) {
  TRAINYARD_CUDA_TRY(cudaSetDevice(ordinal));
  void* data = nullptr;
  TRAINYARD_CUDA_TRY(cudaHostAlloc(&data, bytes, cudaHostAllocMapped | cudaHostAllocPortable));
  return data;
}

void release_of_both(void* data) noexcept { static_cast<void>(cudaFreeHost(data)); }

void copy_to_device(int ordinal, void* target, const void* source, std::size_t bytes) {
  TRAINYARD_CUDA_TRY(cudaSetDevice(ordinal));
  TRAINYARD_CUDA_TRY(cudaMemcpyAsync(target, source, bytes, cudaMemcpyHostToDevice, cudaStreamPerThread));
  TRAINYARD_CUDA_TRY(cudaStreamSynchronize(cudaStreamPerThread));
}

void copy_to_host(int ordinal, void* target, const void* source, std::size_t bytes) {
  TRAINYARD_CUDA_TRY(cudaSetDevice(ordinal));
  TRAINYARD_CUDA_TRY(cudaMemcpyAsync(target, source, bytes, cudaMemcpyDeviceToHost, cudaStreamPerThread));
  TRAINYARD_CUDA_TRY(cudaStreamSynchronize(cudaStreamPerThread));
}

void set_zero(int ordinal, void* data, std::size_t bytes) {
  TRAINYARD_CUDA_TRY(cudaSetDevice(ordinal));
  TRAINYARD_CUDA_TRY(cudaMemsetAsync(data, 0, bytes, cudaStreamPerThread));
  TRAINYARD_CUDA_TRY(cudaStreamSynchronize(cudaStreamPerThread));
}

}  // namespace trainyard::kernels::cuda
