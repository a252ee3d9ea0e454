#include "kernels/base/launch.cuh"
#include "kernels/linear/scores.cuh"
#include "kernels/linear/softmax.hpp"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {
namespace {

struct BinarySlopes {
  ClassRows rows;
  const double* score;
  double* probability;
  double* slope;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t count) const {
    for (std::size_t i = first; i < first + count; ++i) {
      const Binary p(score[i]);
      probability[i] = p.one;
      slope[i] = rows.label.data[i] == 1 ? -p.zero : p.one;
    }
    if (rows.weight.size == 0) return;
    for (std::size_t i = first; i < first + count; ++i) slope[i] = rows.weight.data[i] * slope[i];
  }
};

// softmax() of scores.cuh, class by class for a run of rows.
struct MultinomialSlopes {
  ClassRows rows;
  MatrixView<const double> scores;
  MatrixView<double> probability;
  MatrixView<double> slope;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t count) const {
    double highest[run_rows], sum[run_rows];
    for (std::size_t i = 0; i < count; ++i) highest[i] = scores.data[first + i];
    for (std::size_t k = 1; k < scores.columns; ++k) {
      const double* score = scores.data + k * scores.stride + first;
      for (std::size_t i = 0; i < count; ++i) highest[i] = score[i] > highest[i] ? score[i] : highest[i];
    }
    for (std::size_t i = 0; i < count; ++i) sum[i] = 0.0;
    for (std::size_t k = 0; k < scores.columns; ++k) {
      const double* score = scores.data + k * scores.stride + first;
      double* p = probability.data + k * probability.stride + first;
      for (std::size_t i = 0; i < count; ++i) {
        p[i] = portable_exp(score[i] - highest[i]);
        sum[i] += p[i];
      }
    }
    for (std::size_t k = 0; k < scores.columns; ++k) {
      double* p = probability.data + k * probability.stride + first;
      double* out = slope.data + k * slope.stride + first;
      const std::int32_t* label = rows.label.data + first;
      for (std::size_t i = 0; i < count; ++i) {
        p[i] = p[i] / sum[i];
        out[i] = p[i] - (label[i] == static_cast<std::int32_t>(k) ? 1.0 : 0.0);
      }
      if (rows.weight.size == 0) continue;
      for (std::size_t i = 0; i < count; ++i) out[i] = rows.weight.data[first + i] * out[i];
    }
  }
};

}  // namespace

void loss_slopes(const Exec& exec, ClassRows rows, MatrixView<const double> scores, MatrixView<double> probability,
                 MatrixView<double> slope) {
  if (scores.columns == 1) {
    for_each_run(exec, scores.rows, BinarySlopes{rows, scores.data, probability.data, slope.data});
  } else {
    for_each_run(exec, scores.rows, MultinomialSlopes{rows, scores, probability, slope});
  }
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
