#include "kernels/base/launch.cuh"
#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode::TRAINYARD_BACKEND {
namespace {

struct Indicate {
  const std::int32_t* codes;
  const std::int32_t* positions;
  std::int32_t category;
  float* result;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const { result[row] = positions[codes[row] + 1] == category ? 1.0F : 0.0F; }
};

}  // namespace

void onehot(const Exec& exec, CodesView codes, CodesView positions, MatrixView<float> result) {
  for (std::size_t k = 0; k < result.columns; ++k) {
    kernels::TRAINYARD_BACKEND::for_each_index(exec, codes.size,
                                               Indicate{codes.data, positions.data, static_cast<std::int32_t>(k), result.column(k).data});
  }
}

}  // namespace trainyard::kernels::encode::TRAINYARD_BACKEND
