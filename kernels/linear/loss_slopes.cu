#include "kernels/base/launch.cuh"
#include "kernels/linear/scores.cuh"
#include "kernels/linear/softmax.hpp"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {
namespace {

struct RowSlopes {
  ClassRows rows;
  MatrixView<const double> scores;
  MatrixView<double> probability;
  MatrixView<double> slope;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    const double weight = rows.weight.size == 0 ? 1.0 : rows.weight.data[row];
    const auto label = static_cast<std::size_t>(rows.label.data[row]);
    const std::size_t classes = scores.columns;
    if (classes == 1) {
      const Binary p(scores.data[row]);
      probability.data[row] = p.one;
      slope.data[row] = weight * (label == 1 ? -p.zero : p.one);
      return;
    }
    double* const p = probability.data + row;
    for (std::size_t k = 0; k < classes; ++k) p[k * probability.stride] = scores.data[k * scores.stride + row];
    softmax(p, probability.stride, classes);
    for (std::size_t k = 0; k < classes; ++k) {
      slope.data[k * slope.stride + row] = weight * (p[k * probability.stride] - (label == k ? 1.0 : 0.0));
    }
  }
};

}  // namespace

void loss_slopes(const Exec& exec, ClassRows rows, MatrixView<const double> scores, MatrixView<double> probability,
                 MatrixView<double> slope) {
  for_each_index(exec, scores.rows, RowSlopes{rows, scores, probability, slope});
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
