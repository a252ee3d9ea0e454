// for_each_tile of base/launch.cuh, on the CPU with vectors of four doubles where the processor has them: the same bits, as with
// for_each_run.
#pragma once

#include <cstddef>

#include "kernels/base/launch.cuh"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

#ifdef __CUDACC__
template <class F>
void for_each_wide_tile(const Exec& exec, std::size_t tiles, const F& f) {
  for_each_tile(exec, tiles, f);
}
#else
template <class F>
struct OnAllLanes {
  const F& f;
  void operator()(std::size_t tile, std::size_t) const { f(tile, Lanes{}); }
};

template <class F>
void for_each_wide_tile(const Exec& exec, std::size_t tiles, const F& f) {
  const bool wide = has_wide_vectors();
#pragma omp parallel for schedule(static) num_threads(exec.threads) if (tiles > 1)
  for (std::size_t tile = 0; tile < tiles; ++tile) wide ? with_wide_vectors(OnAllLanes<F>{f}, tile, 0) : f(tile, Lanes{});
}
#endif

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
