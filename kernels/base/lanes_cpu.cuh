// Canonical order inside a tile: row r of a tile belongs to lane r % 32; each lane takes its rows in order, then the lanes are joined by a
// fixed tree: lane l takes in lane l + 16, then l + 8, l + 4, l + 2, l + 1. On the CPU one thread holds all lanes of a tile (`width` is 32,
// which lets the compiler use vector registers); on the GPU a warp does, each thread one lane (`width` is 1). A tile's functor is written
// once for both:
//
//   double sum[Lanes::width] = {};
//   lanes.each_row(rows, [&](std::size_t slot, std::size_t row) { sum[slot] += value(row); });
//   const double total = lanes.join(sum, Add{});      the same for every lane
//   if (lanes.leader()) out[tile] = total;            one thread writes
#pragma once

#include <cstddef>

namespace trainyard::kernels::cpu {

struct Lanes {
  static constexpr std::size_t count = 32;
  static constexpr std::size_t width = 32;

  [[nodiscard]] static constexpr bool leader() { return true; }

  /// Calls f(slot, row) for each row in [0, rows) of the tile; `slot` is where this thread keeps the row's lane. f must not branch on the
  /// row for the loop to become vector code.
  template <class F>
  static void each_row(std::size_t rows, F f) {
    const std::size_t whole = rows / count * count;
    for (std::size_t row = 0; row < whole; row += count) {
#pragma omp simd
      for (std::size_t lane = 0; lane < count; ++lane) f(lane, row + lane);
    }
    for (std::size_t row = whole; row < rows; ++row) f(row - whole, row);
  }

  /// Joins the lanes' values with `op`(low lane's, high lane's); the values are used up.
  template <class T, class Op>
  static T join(T (&values)[width], Op op) {
    for (std::size_t half = count / 2; half > 0; half /= 2) {
      for (std::size_t lane = 0; lane < half; ++lane) values[lane] = op(values[lane], values[lane + half]);
    }
    return values[0];
  }
};

}  // namespace trainyard::kernels::cpu
