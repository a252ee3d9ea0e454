// The CUDA side of thrust.cuh: the calling thread's own stream.
#pragma once

#include <cuda_runtime.h>
#include <thrust/system/cuda/execution_policy.h>

#include "kernels/base/check.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::kernels::cuda {

class ThrustScope {
 public:
  explicit ThrustScope(const Exec& exec) { TRAINYARD_CUDA_TRY(cudaSetDevice(exec.ordinal)); }
  ThrustScope(const ThrustScope&) = delete;
  ThrustScope& operator=(const ThrustScope&) = delete;

  [[nodiscard]] static auto policy() { return thrust::cuda::par.on(cudaStreamPerThread); }
};

}  // namespace trainyard::kernels::cuda
