// The CPU side of thrust.cuh.
#pragma once

#include <omp.h>
#include <thrust/system/omp/execution_policy.h>

#include "kernels/base/exec.hpp"

namespace trainyard::kernels::cpu {

/// Sets the calling thread's number of OpenMP threads while it lives.
class ThrustScope {
 public:
  explicit ThrustScope(const Exec& exec) : before_(omp_get_max_threads()) { omp_set_num_threads(exec.threads); }
  ~ThrustScope() { omp_set_num_threads(before_); }
  ThrustScope(const ThrustScope&) = delete;
  ThrustScope& operator=(const ThrustScope&) = delete;

  [[nodiscard]] static auto policy() { return thrust::omp::par; }

 private:
  int before_;
};

}  // namespace trainyard::kernels::cpu
