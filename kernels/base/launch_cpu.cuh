// The CPU side of launch.cuh: OpenMP with exec.threads threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/exec.hpp"
#include "kernels/base/lanes_cpu.cuh"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::cpu {

template <class F>
void for_each_index(const Exec& exec, std::size_t count, const F& f) {
  // Below this many indices starting threads costs more than it saves.
  [[maybe_unused]] constexpr std::size_t parallel_from = 4096;
#pragma omp parallel for schedule(static) num_threads(exec.threads) if (count >= parallel_from)
  for (std::size_t i = 0; i < count; ++i) f(i);
}

template <class F>
void for_each_tile(const Exec& exec, std::size_t tiles, const F& f) {
#pragma omp parallel for schedule(static) num_threads(exec.threads) if (tiles > 1)
  for (std::size_t tile = 0; tile < tiles; ++tile) f(tile, Lanes{});
}

// Each thread counts into cells of its own; integers may be added in any order.
template <class F>
void tally(const Exec& exec, std::size_t rows, View<std::int64_t> counts, const F& f) {
  const auto threads = rows < 65536 ? std::size_t{1} : static_cast<std::size_t>(exec.threads);
  std::vector<std::int64_t> others((threads - 1) * counts.size);
#pragma omp parallel for schedule(static, 1) num_threads(exec.threads) if (threads > 1)
  for (std::size_t thread = 0; thread < threads; ++thread) {
    std::int64_t* own = thread == 0 ? counts.data : others.data() + (thread - 1) * counts.size;
    const auto add = [own](std::size_t cell) { ++own[cell]; };
    for (std::size_t row = rows * thread / threads; row < rows * (thread + 1) / threads; ++row) f(row, add);
  }
  for (std::size_t i = 0; i < others.size(); ++i) counts.data[i % counts.size] += others[i];
}

}  // namespace trainyard::kernels::cpu
