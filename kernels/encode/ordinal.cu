#include <limits>

#include "kernels/base/launch.cuh"
#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode::TRAINYARD_BACKEND {
namespace {

struct Number {
  const std::int32_t* codes;
  const std::int32_t* positions;
  float* result;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    const std::int32_t position = positions[codes[row] + 1];
    result[row] = position < 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(position);
  }
};

}  // namespace

void ordinal(const Exec& exec, CodesView codes, CodesView positions, MatrixView<float> result) {
  kernels::TRAINYARD_BACKEND::for_each_index(exec, codes.size, Number{codes.data, positions.data, result.column(0).data});
}

}  // namespace trainyard::kernels::encode::TRAINYARD_BACKEND
