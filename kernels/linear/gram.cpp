// The Gram matrix on the CPU: OpenBLAS per tile, tiles side by side.
#include "kernels/linear/gram.hpp"

#include <algorithm>
#include <cmath>
#include <omp.h>
#include <span>

#include "kernels/base/blas.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/linear/gram_blocks.hpp"
#include "kernels/reduce/tree_sum.hpp"

namespace trainyard::kernels::linear::cpu {
namespace {

constexpr std::size_t block_columns = 128;
constexpr std::size_t strip_rows = 1024;  // of a tile, so that few columns stay in the nearest cache; a block of doubles takes 1 MiB
constexpr std::size_t tiles_in_flight = 64;

/// Rows of a column as centered doubles, times the roots where there are any.
struct CenteredColumn {
  const float* x;
  double center;
  const double* roots;
  double* to;

  void operator()(std::size_t first, std::size_t rows) const {
    const double by = center;  // a store through `out` might change the member, for all that the compiler knows
    double* const out = to + first;
    for (std::size_t r = 0; r < rows; ++r) out[r] = static_cast<double>(x[first + r]) - by;
    if (roots == nullptr) return;
    for (std::size_t r = 0; r < rows; ++r) out[r] *= roots[first + r];
  }
};

/// One thread's room: a strip of the two blocks as centered doubles, times the root of the weight.
class TileRoom {
 public:
  TileRoom(Design design, ColumnView weight) : design_(design), weight_(weight), roots_(weight.size == 0 ? 0 : strip_rows) {}

  /// left' * right over the rows of one tile, left.count rows: strip by strip.
  void multiply(std::size_t tile, ColumnBlock left, ColumnBlock right, std::vector<double>& product) {
    const std::size_t first = tile * reduce::tile_rows, end = std::min(design_.x.rows, first + reduce::tile_rows);
    for (std::size_t row = first; row < end; row += strip_rows) {
      add_strip(row, std::min(strip_rows, end - row), left, right, row == first ? 0.0 : 1.0, product);
    }
  }

 private:
  /// The product of a strip, and `before` times what is there.
  void add_strip(std::size_t first, std::size_t rows, ColumnBlock left, ColumnBlock right, double before, std::vector<double>& product) {
    left_.resize(std::max(left_.size(), rows * left.count));
    for (std::size_t r = 0; r < roots_.size() && r < rows; ++r) roots_[r] = std::sqrt(weight_.data[first + r]);
    load(first, rows, left, left_);
    const auto n = static_cast<blasint>(rows), height = static_cast<blasint>(left.count), width = static_cast<blasint>(right.count);
    if (left.first == right.first) {
      blas().cblas_dsyrk(CblasColMajor, CblasUpper, CblasTrans, height, n, 1.0, left_.data(), n, before, product.data(), height);
    } else {
      right_.resize(std::max(right_.size(), rows * right.count));
      load(first, rows, right, right_);
      blas().cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, height, width, n, 1.0, left_.data(), n, right_.data(), n, before,
                         product.data(), height);
    }
  }

  void load(std::size_t first, std::size_t rows, ColumnBlock block, std::vector<double>& out) const {
    for (std::size_t c = 0; c < block.count; ++c) {
      const CenteredColumn column{design_.x.column(block.first + c).data + first, design_.center[block.first + c],
                                  roots_.empty() ? nullptr : roots_.data(), out.data() + c * rows};
      wide_ ? kernels::cpu::with_wide_vectors(column, 0, rows) : column(0, rows);
    }
  }

  Design design_;
  ColumnView weight_;
  const bool wide_ = kernels::cpu::has_wide_vectors();
  std::vector<double> roots_;         ///< empty without weights
  std::vector<double> left_, right_;  ///< grow with what is loaded
};

/// Over all tiles.
std::vector<double> block_product(std::span<TileRoom> rooms, std::size_t tiles, ColumnBlock left, ColumnBlock right) {
  const std::size_t cells = left.count * right.count;
  reduce::TreeSum sum;
  for (std::size_t first = 0; first < tiles; first += tiles_in_flight) {
    std::vector<std::vector<double>> products(std::min(tiles_in_flight, tiles - first), std::vector<double>(cells));
#pragma omp parallel for schedule(static) num_threads(static_cast <int>(rooms.size()))
    for (std::size_t i = 0; i < products.size(); ++i) {
      rooms[static_cast<std::size_t>(omp_get_thread_num())].multiply(first + i, left, right, products[i]);
    }
    for (auto& product : products) sum.add(std::move(product));
  }
  return sum.finish(cells);
}

}  // namespace

std::vector<double> gram(const Exec& exec, Design design, ColumnView weight) {
  const std::size_t columns = design.x.columns;
  const std::size_t tiles = (design.x.rows + reduce::tile_rows - 1) / reduce::tile_rows;
  const std::size_t threads = std::clamp<std::size_t>(tiles, 1, static_cast<std::size_t>(exec.threads));
  std::vector<TileRoom> rooms(threads, TileRoom(design, weight));
  std::vector<double> result(columns * columns);
  const auto blocks = column_blocks(columns, block_columns);
  for (std::size_t j = 0; j < blocks.size(); ++j) {
    for (std::size_t i = 0; i <= j; ++i) {
      place_block(result, columns, blocks[i], blocks[j], block_product(rooms, tiles, blocks[i], blocks[j]));
    }
  }
  return result;
}

}  // namespace trainyard::kernels::linear::cpu
