// The squared error of a row, for the metrics that sum it.
#pragma once

#include "kernels/metric/mean.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {

struct SquaredError {
  const double* actual;
  const float* predicted;
  explicit SquaredError(const Rows& rows) : actual(rows.actual), predicted(rows.predicted) {}
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const double error = actual[row] - static_cast<double>(predicted[row]);
    return error * error;
  }
};

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
