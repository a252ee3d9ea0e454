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

// weight * p_k (1 - p_k), or weight * (p_k * -p_l).
struct RunCurvature {
  ColumnView weight;
  const double* left;
  const double* right;
  double* result;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t count) const {
    for (std::size_t i = first; i < first + count; ++i) {
      result[i] = left == right ? left[i] * (1.0 - left[i]) : left[i] * -right[i];
    }
    if (weight.size == 0) return;
    for (std::size_t i = first; i < first + count; ++i) result[i] = weight.data[i] * result[i];
  }
};

}  // namespace

void curvature_of_pair(const Exec& exec, ColumnView weight, MatrixView<const double> probability, std::size_t k, std::size_t l,
                       View<double> result) {
  for_each_run(exec, probability.rows,
               RunCurvature{weight, probability.data + k * probability.stride, probability.data + l * probability.stride, result.data});
}

void curvature_times(const Exec& exec, ColumnView weight, MatrixView<const double> probability, MatrixView<double> direction) {
  for_each_index(exec, probability.rows, RowCurvature{weight, probability, direction});
}

void curvature_diagonals(const Exec& exec, ColumnView weight, MatrixView<const double> probability, MatrixView<double> result) {
  for_each_index(exec, probability.rows, RowDiagonal{weight, probability, result});
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
