#include "kernels/base/launch.cuh"
#include "kernels/linear/times.hpp"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// x[i] times a coefficient, centered before where there is a center.
template <bool centered>
struct Factor {
  const float* x;
  double center;
  double coefficient;
  TRAINYARD_HOST_DEVICE double of(std::size_t i) const {
    return (centered ? static_cast<double>(x[i]) - center : static_cast<double>(x[i])) * coefficient;
  }
};

// A run of rows: their sums stay near while the columns go by, four at a time.
template <bool centered, class Result>
struct RunScores {
  Design design;
  const double* coefficients;
  const double* offsets;
  MatrixView<Result> result;

  TRAINYARD_HOST_DEVICE Factor<centered> factor(std::size_t first, std::size_t c, std::size_t k) const {
    return {design.x.data + c * design.x.stride + first, centered ? design.center[c] : 0.0, coefficients[c * result.columns + k]};
  }

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t rows) const {
    const std::size_t columns = design.x.columns, whole = columns / 4 * 4;
    for (std::size_t k = 0; k < result.columns; ++k) {
      double sum[run_rows];
      for (std::size_t i = 0; i < rows; ++i) sum[i] = 0.0;
      for (std::size_t c = 0; c < whole; c += 4) {
        const auto a = factor(first, c, k), b = factor(first, c + 1, k), d = factor(first, c + 2, k), e = factor(first, c + 3, k);
        for (std::size_t i = 0; i < rows; ++i) sum[i] = (((sum[i] + a.of(i)) + b.of(i)) + d.of(i)) + e.of(i);
      }
      for (std::size_t c = whole; c < columns; ++c) {
        const auto a = factor(first, c, k);
        for (std::size_t i = 0; i < rows; ++i) sum[i] += a.of(i);
      }
      Result* out = result.data + k * result.stride + first;
      const double offset = offsets[k];
      for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<Result>(sum[i] + offset);
    }
  }
};

template <class Result>
void scores(const Exec& exec, Design design, View<const double> coefficients, View<const double> offsets, MatrixView<Result> result) {
  if (design.center == nullptr) {
    for_each_run(exec, design.x.rows, RunScores<false, Result>{design, coefficients.data, offsets.data, result});
  } else {
    for_each_run(exec, design.x.rows, RunScores<true, Result>{design, coefficients.data, offsets.data, result});
  }
}

}  // namespace

void times(const Exec& exec, Design design, View<const double> coefficients, View<const double> offsets, MatrixView<double> result) {
  scores(exec, design, coefficients, offsets, result);
}

void rounded_times(const Exec& exec, Design design, View<const double> coefficients, View<const double> offsets, MatrixView<float> result) {
  scores(exec, design, coefficients, offsets, result);
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
