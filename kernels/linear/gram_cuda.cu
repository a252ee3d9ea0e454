// The Gram matrix on a GPU: cuBLAS, one product per tile in a strided batch.
#include <cuda_runtime.h>

#include "kernels/base/check.hpp"
#include "kernels/base/cublas.cuh"
#include "kernels/linear/cell_sums.cuh"
#include "kernels/linear/gram.hpp"
#include "kernels/linear/gram_blocks.hpp"

namespace trainyard::kernels::linear::cuda {
namespace {

constexpr std::size_t block_columns = 256;
constexpr std::size_t tiles_in_batch = 16;  // a power of two, see tiles_at_once; two blocks of so many tiles take 256 MiB

class Cublas {
 public:
  explicit Cublas(const Exec& exec) {
    TRAINYARD_CUDA_TRY(cudaSetDevice(exec.ordinal));
    TRAINYARD_CUBLAS_TRY(cublas().cublasCreate_v2(&handle_));
    try {
      TRAINYARD_CUBLAS_TRY(cublas().cublasSetStream_v2(handle_, cudaStreamPerThread));
    } catch (...) {
      cublas().cublasDestroy_v2(handle_);
      throw;
    }
  }
  ~Cublas() { cublas().cublasDestroy_v2(handle_); }
  Cublas(const Cublas&) = delete;
  Cublas& operator=(const Cublas&) = delete;

  [[nodiscard]] cublasHandle_t get() const { return handle_; }

 private:
  cublasHandle_t handle_ = nullptr;
};

// A batch of tiles of one block as centered doubles, times the root of the weight; 0 behind the last row.
struct LoadBlock {
  Design design;
  const double* weight;
  std::size_t first_row;
  ColumnBlock block;
  double* out;

  __device__ void operator()(std::size_t cell) const {
    const std::size_t column = cell / reduce::tile_rows % block.count;
    const std::size_t tile = cell / reduce::tile_rows / block.count;
    const std::size_t row = first_row + tile * reduce::tile_rows + cell % reduce::tile_rows;
    double value = 0.0;
    if (row < design.x.rows) {
      value = static_cast<double>(design.x.data[(block.first + column) * design.x.stride + row]) - design.center[block.first + column];
      if (weight != nullptr) value *= sqrt(weight[row]);
    }
    out[cell] = value;
  }
};

/// What one block of the result needs on the device.
class BlockRoom {
 public:
  BlockRoom(const Exec& exec, Design design, ColumnView weight)
      : exec_(exec),
        design_(design),
        weight_(weight),
        blas_(exec),
        left_(exec, room()),
        right_(exec, room()),
        products_(exec, tiles_in_batch * width() * width()) {}

  std::vector<double> multiply(ColumnBlock left, ColumnBlock right) {
    const std::size_t tiles = (design_.x.rows + reduce::tile_rows - 1) / reduce::tile_rows;
    const std::size_t cells = left.count * right.count;
    reduce::TreeSum sum;
    for (std::size_t first = 0; first < tiles; first += tiles_in_batch) {
      const std::size_t here = tiles - first < tiles_in_batch ? tiles - first : tiles_in_batch;
      multiply_tiles(first, here, left, right);
      for_each_index(exec_, cells, JoinTiles{products_.data(), here, cells});
      std::vector<double> joined(cells);
      products_.download(joined);
      sum.add(std::move(joined));
    }
    return sum.finish(cells);
  }

 private:
  [[nodiscard]] std::size_t width() const { return design_.x.columns < block_columns ? design_.x.columns : block_columns; }
  [[nodiscard]] std::size_t room() const { return tiles_in_batch * reduce::tile_rows * width(); }

  void load(std::size_t first, std::size_t tiles, ColumnBlock block, Buffer<double>& out) const {
    for_each_index(exec_, tiles * block.count * reduce::tile_rows,
                   LoadBlock{design_, weight_.data, first * reduce::tile_rows, block, out.data()});
  }

  void multiply_tiles(std::size_t first, std::size_t tiles, ColumnBlock left, ColumnBlock right) {
    load(first, tiles, left, left_);
    const bool same = left.first == right.first;
    if (!same) load(first, tiles, right, right_);
    constexpr int rows = static_cast<int>(reduce::tile_rows);
    constexpr double one = 1.0, zero = 0.0;
    TRAINYARD_CUBLAS_TRY(cublas().cublasDgemmStridedBatched(
        blas_.get(), CUBLAS_OP_T, CUBLAS_OP_N, static_cast<int>(left.count), static_cast<int>(right.count), rows, &one, left_.data(), rows,
        static_cast<long long>(reduce::tile_rows * left.count), same ? left_.data() : right_.data(), rows,
        static_cast<long long>(reduce::tile_rows * right.count), &zero, products_.data(), static_cast<int>(left.count),
        static_cast<long long>(left.count * right.count), static_cast<int>(tiles)));
  }

  Exec exec_;
  Design design_;
  ColumnView weight_;
  Cublas blas_;
  Buffer<double> left_, right_, products_;
};

}  // namespace

std::vector<double> gram(const Exec& exec, Design design, ColumnView weight) {
  const std::size_t columns = design.x.columns;
  std::vector<double> result(columns * columns);
  if (columns == 0) return result;
  BlockRoom room(exec, design, weight);
  const auto blocks = column_blocks(columns, block_columns);
  for (std::size_t j = 0; j < blocks.size(); ++j) {
    for (std::size_t i = 0; i <= j; ++i) place_block(result, columns, blocks[i], blocks[j], room.multiply(blocks[i], blocks[j]));
  }
  return result;
}

}  // namespace trainyard::kernels::linear::cuda
