#include "kernels/base/launch.cuh"
#include "kernels/linear/times.hpp"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// A run of rows: their sums stay near while the columns go by, four at a time.
struct RunScores {
  Design design;
  const double* coefficients;
  const double* offsets;
  MatrixView<double> result;

  struct Factor {
    const float* x;
    double center;
    double coefficient;
    TRAINYARD_HOST_DEVICE double of(std::size_t i) const { return (static_cast<double>(x[i]) - center) * coefficient; }
  };

  TRAINYARD_HOST_DEVICE Factor factor(std::size_t first, std::size_t c, std::size_t k) const {
    return {design.x.data + c * design.x.stride + first, design.center[c], coefficients[c * result.columns + k]};
  }

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t rows) const {
    const std::size_t columns = design.x.columns, whole = columns / 4 * 4;
    for (std::size_t k = 0; k < result.columns; ++k) {
      double sum[run_rows];
      for (std::size_t i = 0; i < rows; ++i) sum[i] = 0.0;
      for (std::size_t c = 0; c < whole; c += 4) {
        const Factor a = factor(first, c, k), b = factor(first, c + 1, k), d = factor(first, c + 2, k), e = factor(first, c + 3, k);
        for (std::size_t i = 0; i < rows; ++i) sum[i] = (((sum[i] + a.of(i)) + b.of(i)) + d.of(i)) + e.of(i);
      }
      for (std::size_t c = whole; c < columns; ++c) {
        const Factor a = factor(first, c, k);
        for (std::size_t i = 0; i < rows; ++i) sum[i] += a.of(i);
      }
      double* out = result.data + k * result.stride + first;
      const double offset = offsets[k];
      for (std::size_t i = 0; i < rows; ++i) out[i] = sum[i] + offset;
    }
  }
};

}  // namespace

void times(const Exec& exec, Design design, View<const double> coefficients, View<const double> offsets, MatrixView<double> result) {
  for_each_run(exec, design.x.rows, RunScores{design, coefficients.data, offsets.data, result});
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
