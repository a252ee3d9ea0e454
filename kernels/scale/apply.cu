#include <limits>

#include "kernels/base/launch.cuh"
#include "kernels/impute/fill.cuh"
#include "kernels/scale/scale.hpp"

namespace trainyard::kernels::scale::TRAINYARD_BACKEND {
namespace {

struct ApplyRow {
  const double* column;
  float* result;
  impute::TRAINYARD_BACKEND::Fill fill;
  Affine affine;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    const double scaled = (fill(column[row]) - affine.center) / affine.divisor;
    result[row] = scaled != scaled ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(scaled);
  }
};

}  // namespace

void apply(const Exec& exec, ColumnView column, double stand_in, Affine affine, View<float> result) {
  kernels::TRAINYARD_BACKEND::for_each_index(exec, column.size, ApplyRow{column.data, result.data, {stand_in}, affine});
}

}  // namespace trainyard::kernels::scale::TRAINYARD_BACKEND
