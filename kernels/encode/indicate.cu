#include "kernels/base/launch.cuh"
#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// `sign_bits` is the number of bits below the column in a position: with one, it says whether the number is -1.
template <unsigned sign_bits>
struct IndicateRun {
  const std::int32_t* codes;
  const std::int32_t* positions;
  MatrixView<float> result;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t rows) const {
    for (std::size_t k = 0; k < result.columns; ++k) {
      float* column = result.data + k * result.stride;
      for (std::size_t i = 0; i < rows; ++i) column[first + i] = 0.0F;
    }
    for (std::size_t row = first; row < first + rows; ++row) {
      const std::int32_t position = positions[codes[row] + 1];
      if (position < 0) continue;
      const bool negative = sign_bits != 0 && position % 2 != 0;
      result.data[static_cast<std::size_t>(position >> sign_bits) * result.stride + row] = negative ? -1.0F : 1.0F;
    }
  }
};

}  // namespace

void indicate(const Exec& exec, CodesView codes, CodesView positions, MatrixView<float> result) {
  for_each_run(exec, codes.size, IndicateRun<0>{codes.data, positions.data, result});
}

void indicate_signed(const Exec& exec, CodesView codes, CodesView positions, MatrixView<float> result) {
  for_each_run(exec, codes.size, IndicateRun<1>{codes.data, positions.data, result});
}

}  // namespace trainyard::kernels::encode::TRAINYARD_BACKEND
