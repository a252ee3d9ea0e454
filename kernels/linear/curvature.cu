#include "kernels/base/launch.cuh"
#include "kernels/linear/softmax.hpp"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

struct RowCurvature {
  ColumnView weight;
  MatrixView<const double> probability;
  MatrixView<double> direction;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    const double w = weight.size == 0 ? 1.0 : weight.data[row];
    const double* const p = probability.data + row;
    double* const d = direction.data + row;
    if (probability.columns == 1) {
      d[0] = w * (p[0] * (1.0 - p[0]) * d[0]);
      return;
    }
    double mean = 0.0;
    for (std::size_t k = 0; k < probability.columns; ++k) mean += p[k * probability.stride] * d[k * direction.stride];
    for (std::size_t k = 0; k < probability.columns; ++k) {
      d[k * direction.stride] = w * (p[k * probability.stride] * (d[k * direction.stride] - mean));
    }
  }
};

struct RowDiagonal {
  ColumnView weight;
  MatrixView<const double> probability;
  MatrixView<double> result;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    const double w = weight.size == 0 ? 1.0 : weight.data[row];
    for (std::size_t k = 0; k < probability.columns; ++k) {
      const double p = probability.data[k * probability.stride + row];
      result.data[k * result.stride + row] = w * (p * (1.0 - p));
    }
  }
};

}  // namespace

void curvature_times(const Exec& exec, ColumnView weight, MatrixView<const double> probability, MatrixView<double> direction) {
  for_each_index(exec, probability.rows, RowCurvature{weight, probability, direction});
}

void curvature_diagonals(const Exec& exec, ColumnView weight, MatrixView<const double> probability, MatrixView<double> result) {
  for_each_index(exec, probability.rows, RowDiagonal{weight, probability, result});
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
