// Thrust on an Exec's device: `ThrustScope thrust_on(exec); thrust::sort(thrust_on.policy(), first, last);`. Returns from an algorithm when
// it is done. Only for results that do not depend on order: sorts, copies, integers. Floating-point sums: kernels/reduce.
#pragma once

#include "kernels/base/backend.hpp"

#ifdef __CUDACC__
#include "kernels/base/thrust_cuda.cuh"
#else
#include "kernels/base/thrust_cpu.cuh"
#endif
