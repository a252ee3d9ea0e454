// Canonical order inside a tile: row r of a tile belongs to lane r % 32; each lane takes its rows in order, then the lanes are joined by a
// fixed tree: lane l takes in lane l + 16, then l + 8, l + 4, l + 2, l + 1. On the CPU one thread holds all lanes of a tile (`width` is 32,
// which lets the compiler use vector registers); on the GPU a warp does, each thread one lane (`width` is 1). A tile's functor is written
// once for both:
//
//   double sum[Lanes::width] = {};
//   for (size_t row = lanes.first; row < rows; row += Lanes::count)            whole steps of 32 rows, then the ragged rest
//     for (int l = 0; l < Lanes::width && row + l < rows; ++l) sum[l] += value(row + l);
//   const double total = lanes.join(sum, Add{});                               every lane of the tile gets the total
//   if (lanes.leader()) out[tile] = total;
#pragma once

namespace trainyard::kernels::cpu {

struct Lanes {
  static constexpr int count = 32;
  static constexpr int width = 32;
  static constexpr int first = 0;

  [[nodiscard]] static constexpr bool leader() { return true; }

  /// Joins the lanes' values with `op`(low lane's, high lane's); the values are used up.
  template <class T, class Op>
  static T join(T (&values)[width], Op op) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; ++lane) values[lane] = op(values[lane], values[lane + half]);
    }
    return values[0];
  }
};

}  // namespace trainyard::kernels::cpu
