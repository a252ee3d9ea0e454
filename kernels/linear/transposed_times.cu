#include "kernels/linear/cell_sums.cuh"
#include "kernels/linear/transposed_times.hpp"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {
namespace {

struct Product {
  const float* x;
  double center;
  const double* right;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const { return (static_cast<double>(x[row]) - center) * right[row]; }
};

struct SquareProduct {
  const float* x;
  double center;
  const double* right;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const double centered = static_cast<double>(x[row]) - center;
    return centered * centered * right[row];
  }
};

template <class Term>
struct Cells {
  Design design;
  MatrixView<const double> right;
  TRAINYARD_HOST_DEVICE Term at(std::size_t cell) const {
    const std::size_t column = cell / right.columns;
    return {design.x.data + column * design.x.stride, design.center[column], right.data + cell % right.columns * right.stride};
  }
};

struct Value {
  const double* right;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const { return right[row]; }
};

struct Columns {
  MatrixView<const double> right;
  TRAINYARD_HOST_DEVICE Value at(std::size_t cell) const { return {right.data + cell * right.stride}; }
};

}  // namespace

std::vector<double> transposed_times(const Exec& exec, Design design, MatrixView<const double> right) {
  return cell_sums(exec, right.rows, design.x.columns * right.columns, Cells<Product>{design, right});
}

std::vector<double> transposed_squares(const Exec& exec, Design design, MatrixView<const double> right) {
  return cell_sums(exec, right.rows, design.x.columns * right.columns, Cells<SquareProduct>{design, right});
}

std::vector<double> column_sums(const Exec& exec, MatrixView<const double> right) {
  return cell_sums(exec, right.rows, right.columns, Columns{right});
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
