// Vectors of the width of AVX2, for the booster's loops on the CPU. They compile without AVX2 as well, to the same bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/launch.cuh"
#include "kernels/trees/fixed_gradients.hpp"

namespace trainyard::kernels::trees {

using FourSums = Packed __attribute__((vector_size(32), aligned(8), may_alias));
using EightInts = std::int32_t __attribute__((vector_size(32), aligned(4), may_alias));
using ManyBytes = std::uint8_t __attribute__((vector_size(32), aligned(1), may_alias));
using EightFloats = float __attribute__((vector_size(32), aligned(4), may_alias));

/// f(0, count), by the translation with wide vectors where the processor has them: see kernels/base/launch_cpu.cuh.
template <class F>
void run(const F& f, std::size_t count) {
  kernels::cpu::has_wide_vectors() ? kernels::cpu::with_wide_vectors(f, 0, count) : f(0, count);
}

}  // namespace trainyard::kernels::trees
