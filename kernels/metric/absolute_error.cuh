// The absolute error of a row, for the metrics that are made of it.
#pragma once

#include <cmath>

#include "kernels/metric/mean.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {

struct AbsoluteError {
  const double* actual;
  const float* predicted;
  explicit AbsoluteError(const Rows& rows) : actual(rows.actual), predicted(rows.predicted) {}
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const { return std::fabs(actual[row] - static_cast<double>(predicted[row])); }
};

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
