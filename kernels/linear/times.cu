#include "kernels/linear/times.hpp"
#include "kernels/linear/wide_tiles.cuh"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// 32 rows, one per lane: their sums stay in registers while the columns go by.
struct ScoreStrip {
  Design design;
  const double* coefficients;
  const double* offsets;
  MatrixView<double> result;

  TRAINYARD_DEVICE void operator()(std::size_t strip, Lanes lanes) const {
    const std::size_t first = strip * Lanes::count;
    const std::size_t rows = design.x.rows - first < Lanes::count ? design.x.rows - first : Lanes::count;
    for (std::size_t k = 0; k < result.columns; ++k) {
      double sum[Lanes::width] = {};
      for (std::size_t c = 0; c < design.x.columns; ++c) {
        const float* x = design.x.data + c * design.x.stride + first;
        const double center = design.center[c];
        const double coefficient = coefficients[c * result.columns + k];
        lanes.each_row(rows, [&](std::size_t slot, std::size_t row) { sum[slot] += (static_cast<double>(x[row]) - center) * coefficient; });
      }
      double* out = result.data + k * result.stride + first;
      const double offset = offsets[k];
      lanes.each_row(rows, [&](std::size_t slot, std::size_t row) { out[row] = sum[slot] + offset; });
    }
  }
};

}  // namespace

void times(const Exec& exec, Design design, View<const double> coefficients, View<const double> offsets, MatrixView<double> result) {
  for_each_wide_tile(exec, (design.x.rows + Lanes::count - 1) / Lanes::count, ScoreStrip{design, coefficients.data, offsets.data, result});
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
