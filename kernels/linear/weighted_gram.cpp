// On the CPU: a tile's columns are laid out lane by lane, and blocks of three columns by three keep their sums in registers.
#include "kernels/linear/weighted_gram.hpp"

#include <algorithm>
#include <omp.h>

#include "kernels/base/launch.cuh"
#include "kernels/linear/gram_blocks.hpp"
#include "kernels/reduce/tree_sum.hpp"

namespace trainyard::kernels::linear::cpu {
namespace {

using kernels::cpu::has_wide_vectors;
using kernels::cpu::Lanes;

constexpr std::size_t group = 4;                           // lanes in one vector
constexpr std::size_t groups = Lanes::count / group;       // of a tile
constexpr std::size_t block = 3;                           // columns
constexpr std::size_t steps_at_once = 32;                  // rows per lane that are laid out together: 20 columns fit into 20 KiB
constexpr std::size_t block_sums = block * block * group;  // doubles
constexpr std::size_t tiles_together = 64;

/// Where a block's columns are: those of step s at data + s * stride, `group` values per column.
struct Side {
  const double* data;
  std::size_t stride;
};

/// sums[(i * block + j) * group + lane] += left_i * weight * right_j over the steps, one after another.
void add_block(Side left, Side right, const double* weight, std::size_t steps, double* sums) {
  for (std::size_t s = 0; s < steps; ++s) {
    for (std::size_t i = 0; i < block; ++i) {
      for (std::size_t j = 0; j < block; ++j) {
        for (std::size_t lane = 0; lane < group; ++lane) {
          const double a = left.data[s * left.stride + i * group + lane] * weight[s * group + lane];
          sums[(i * block + j) * group + lane] += a * right.data[s * right.stride + j * group + lane];
        }
      }
    }
  }
}

/// values[s * stride + lane] = x[s * 32 + lane] - center
void lay_out(const float* x, double center, std::size_t steps, double* values, std::size_t stride) {
  for (std::size_t s = 0; s < steps; ++s) {
    for (std::size_t lane = 0; lane < group; ++lane) values[s * stride + lane] = static_cast<double>(x[s * Lanes::count + lane]) - center;
  }
}

#ifdef __x86_64__
using Four = double __attribute__((vector_size(32), aligned(8), may_alias));
using FourFloats = float __attribute__((vector_size(16), aligned(4), may_alias));

/// add_block, to the same bits.
[[gnu::target("avx2")]] void add_block_wide(Side left, Side right, const double* weight, std::size_t steps, double* sums) {
  Four sum[block][block];
  for (std::size_t i = 0; i < block; ++i) {
    for (std::size_t j = 0; j < block; ++j) sum[i][j] = *reinterpret_cast<const Four*>(sums + (i * block + j) * group);
  }
  for (std::size_t s = 0; s < steps; ++s) {
    const Four w = *reinterpret_cast<const Four*>(weight + s * group);
    const double* l = left.data + s * left.stride;
    const double* r = right.data + s * right.stride;
    const Four a0 = *reinterpret_cast<const Four*>(l) * w;
    const Four a1 = *reinterpret_cast<const Four*>(l + group) * w;
    const Four a2 = *reinterpret_cast<const Four*>(l + 2 * group) * w;
    for (std::size_t j = 0; j < block; ++j) {
      const Four b = *reinterpret_cast<const Four*>(r + j * group);
      sum[0][j] += a0 * b;
      sum[1][j] += a1 * b;
      sum[2][j] += a2 * b;
    }
  }
  for (std::size_t i = 0; i < block; ++i) {
    for (std::size_t j = 0; j < block; ++j) *reinterpret_cast<Four*>(sums + (i * block + j) * group) = sum[i][j];
  }
}

[[gnu::target("avx2")]] void lay_out_wide(const float* x, double center, std::size_t steps, double* values, std::size_t stride) {
  for (std::size_t s = 0; s < steps; ++s) {
    const auto four = __builtin_convertvector(*reinterpret_cast<const FourFloats*>(x + s * Lanes::count), Four);
    *reinterpret_cast<Four*>(values + s * stride) = four - center;
  }
}
#else
constexpr auto add_block_wide = add_block;
constexpr auto lay_out_wide = lay_out;
#endif

/// One thread's room.
class TileSums {
 public:
  TileSums(Design design, ColumnView weight)
      : design_(design),
        weight_(weight),
        n_(design.x.columns + 1),
        blocks_((n_ + block - 1) / block),
        wide_(has_wide_vectors()),
        values_(steps_at_once * stride()),
        weights_(steps_at_once * group),
        sums_(groups * blocks_ * (blocks_ + 1) / 2 * block_sums) {}

  /// The upper triangle of the tile's n * n sums.
  void add_up(std::size_t tile, std::vector<double>& out) {
    std::ranges::fill(sums_, 0.0);
    const std::size_t first = tile * reduce::tile_rows, rows = std::min(reduce::tile_rows, weight_.size - first);
    constexpr std::size_t run = steps_at_once * Lanes::count;
    for (std::size_t g = 0; g < groups; ++g) {
      for (std::size_t from = 0; from < rows; from += run) add_run(g, first + from, std::min(run, rows - from));
    }
    join_lanes(out);
  }

 private:
  [[nodiscard]] std::size_t stride() const { return blocks_ * block * group; }
  [[nodiscard]] std::size_t group_size() const { return sums_.size() / groups; }

  /// Lanes g * 4 to g * 4 + 3 of the rows [first, first + rows). Lanes that have no row left get a weight of 0, which changes no sum.
  void add_run(std::size_t g, std::size_t first, std::size_t rows) {
    const std::size_t from = g * group, whole = rows / Lanes::count, steps = (rows + Lanes::count - 1) / Lanes::count;
    for (std::size_t c = 0; c < n_; ++c) lay_out_column(c, first + from, whole, steps, rows - std::min(rows, from));
    for (std::size_t s = 0; s < steps; ++s) {
      for (std::size_t lane = 0; lane < group; ++lane) {
        const std::size_t row = s * Lanes::count + from + lane;
        weights_[s * group + lane] = row < rows ? weight_.data[first + row] : 0.0;
      }
    }
    double* sums = sums_.data() + g * group_size();
    for (std::size_t j = 0; j < blocks_; ++j) {
      for (std::size_t i = 0; i <= j; ++i, sums += block_sums) {
        const Side left{values_.data() + i * block * group, stride()}, right{values_.data() + j * block * group, stride()};
        (wide_ ? add_block_wide : add_block)(left, right, weights_.data(), steps, sums);
      }
    }
  }

  /// Of `there` rows from `first` on. The last step, where some lanes may be without a row, is written value by value.
  void lay_out_column(std::size_t c, std::size_t first, std::size_t whole, std::size_t steps, std::size_t there) {
    double* to = values_.data() + c * group;
    if (c + 1 == n_) {
      for (std::size_t s = 0; s < steps; ++s) std::fill_n(to + s * stride(), group, 1.0);
      return;
    }
    const float* x = design_.x.data + c * design_.x.stride + first;
    const double center = design_.center[c];
    (wide_ ? lay_out_wide : lay_out)(x, center, whole, to, stride());
    if (whole == steps) return;
    for (std::size_t lane = 0; lane < group; ++lane) {
      const std::size_t row = whole * Lanes::count + lane;
      to[whole * stride() + lane] = row < there ? static_cast<double>(x[row]) - center : 0.0;
    }
  }

  /// As Lanes::join does: a group's lanes are neighbours, so its first three rounds join whole groups.
  void join_lanes(std::vector<double>& out) {
    for (std::size_t half = groups / 2; half > 0; half /= 2) {
      for (std::size_t at = 0; at < half * group_size(); ++at) sums_[at] += sums_[half * group_size() + at];
    }
    const double* sums = sums_.data();
    for (std::size_t j = 0; j < blocks_; ++j) {
      for (std::size_t i = 0; i <= j; ++i, sums += block_sums) {
        for (std::size_t cell = 0; cell < block * block; ++cell) {
          const std::size_t row = i * block + cell / block, column = j * block + cell % block;
          const double* lane = sums + cell * group;
          if (row < n_ && column < n_) out[row + column * n_] = (lane[0] + lane[2]) + (lane[1] + lane[3]);
        }
      }
    }
  }

  Design design_;
  ColumnView weight_;
  std::size_t n_, blocks_;
  bool wide_;
  std::vector<double> values_, weights_, sums_;
};

}  // namespace

std::vector<double> weighted_gram(const Exec& exec, Design design, ColumnView weight) {
  const std::size_t n = design.x.columns + 1, cells = n * n;
  const std::size_t tiles = (weight.size + reduce::tile_rows - 1) / reduce::tile_rows;
  std::vector<TileSums> rooms(std::clamp<std::size_t>(tiles, 1, static_cast<std::size_t>(exec.threads)), TileSums(design, weight));
  reduce::TreeSum sum;
  for (std::size_t first = 0; first < tiles; first += tiles_together) {
    std::vector<std::vector<double>> sums(std::min(tiles_together, tiles - first), std::vector<double>(cells));
#pragma omp parallel for schedule(static) num_threads(static_cast <int>(rooms.size())) if (rooms.size() > 1)
    for (std::size_t i = 0; i < sums.size(); ++i) rooms[static_cast<std::size_t>(omp_get_thread_num())].add_up(first + i, sums[i]);
    for (auto& tile : sums) sum.add(std::move(tile));
  }
  const auto upper = sum.finish(cells);
  std::vector<double> result(cells);
  place_block(result, n, {0, n}, {0, n}, upper);
  return result;
}

}  // namespace trainyard::kernels::linear::cpu
