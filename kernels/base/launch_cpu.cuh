// The CPU side of launch.cuh: OpenMP with exec.threads threads.
#pragma once

#include <algorithm>
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

inline constexpr std::size_t run_rows = 256;

// The same code once more with vectors of four doubles, for processors that have them. There is no fused multiply-add in either, so the
// bits are the same.
#ifdef __x86_64__
inline bool has_wide_vectors() { return __builtin_cpu_supports("avx2") != 0; }

template <class F>
[[gnu::target("avx2"), gnu::flatten]] void with_wide_vectors(const F& f, std::size_t first, std::size_t rows) {
  f(first, rows);
}
#else
inline bool has_wide_vectors() { return false; }

template <class F>
void with_wide_vectors(const F& f, std::size_t first, std::size_t rows) {
  f(first, rows);
}
#endif

template <class F>
void for_each_run(const Exec& exec, std::size_t count, const F& f) {
  const std::size_t runs = (count + run_rows - 1) / run_rows;
  const bool wide = has_wide_vectors();
#pragma omp parallel for schedule(static) num_threads(exec.threads) if (runs > 16)
  for (std::size_t run = 0; run < runs; ++run) {
    const std::size_t first = run * run_rows, rows = std::min(run_rows, count - first);
    wide ? with_wide_vectors(f, first, rows) : f(first, rows);
  }
}

template <class F>
void for_each_tile(const Exec& exec, std::size_t tiles, const F& f) {
#pragma omp parallel for schedule(static) num_threads(exec.threads) if (tiles > 1)
  for (std::size_t tile = 0; tile < tiles; ++tile) f(tile, Lanes{});
}

// Each thread counts into cells of its own, so many threads that these take 128 MiB at most; integers may be added in any order.
template <class F>
void tally(const Exec& exec, std::size_t rows, View<std::int64_t> counts, const F& f) {
  constexpr std::size_t parallel_from = 65536;
  constexpr std::size_t most_cells = std::size_t{1} << 24;
  const std::size_t wanted = rows < parallel_from ? 1 : static_cast<std::size_t>(exec.threads);
  const std::size_t threads = std::clamp<std::size_t>(most_cells / (counts.size + 1), 1, wanted);
  std::vector<std::int64_t> others((threads - 1) * counts.size);
#pragma omp parallel for schedule(static, 1) num_threads(exec.threads) if (threads > 1)
  for (std::size_t thread = 0; thread < threads; ++thread) {
    std::int64_t* own = thread == 0 ? counts.data : others.data() + (thread - 1) * counts.size;
    const auto add = [own](std::size_t cell, std::int64_t amount = 1) { own[cell] += amount; };
    for (std::size_t row = rows * thread / threads; row < rows * (thread + 1) / threads; ++row) f(row, add);
  }
  for (std::size_t thread = 1; thread < threads; ++thread) {
    const std::int64_t* own = others.data() + (thread - 1) * counts.size;
    for (std::size_t cell = 0; cell < counts.size; ++cell) counts.data[cell] += own[cell];
  }
}

}  // namespace trainyard::kernels::cpu
