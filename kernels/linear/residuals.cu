#include "kernels/base/launch.cuh"
#include "kernels/linear/residuals.hpp"
#include "kernels/reduce/sum.cuh"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {
namespace {

struct Residual {
  const double* y;
  double offset;
  const double* scores;
  const double* weight;
  double* result;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    const double residual = y[row] - offset - (scores == nullptr ? 0.0 : scores[row]);
    result[row] = weight == nullptr ? residual : weight[row] * residual;
  }
};

struct SquaredResidual {
  const double* y;
  double offset;
  const double* weight;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const double residual = y[row] - offset;
    return residual * (weight == nullptr ? residual : weight[row] * residual);
  }
};

}  // namespace

void residuals(const Exec& exec, ColumnView y, double offset, ColumnView scores, ColumnView weight, View<double> result) {
  kernels::TRAINYARD_BACKEND::for_each_index(exec, y.size, Residual{y.data, offset, scores.data, weight.data, result.data});
}

double squared_residuals(const Exec& exec, ColumnView y, double offset, ColumnView weight) {
  return reduce::TRAINYARD_BACKEND::sum(exec, y.size, SquaredResidual{y.data, offset, weight.data});
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
