// The squared error of a row, for the metrics that sum it.
#pragma once

#include "kernels/metric/list.hpp"
#include "kernels/reduce/sum.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {

struct SquaredError {
  Rows rows;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const double error = rows.actual[row] - static_cast<double>(rows.predicted[row]);
    return error * error;
  }
};

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
