#include "kernels/linear/scores.cuh"
#include "kernels/linear/softmax.hpp"
#include "kernels/reduce/sum.cuh"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {
namespace {

struct RowLoss {
  ClassRows rows;
  MatrixView<const double> scores;
  MatrixView<const double> direction;
  double step;

  TRAINYARD_HOST_DEVICE double score(std::size_t row, std::size_t k) const {
    return scores.data[k * scores.stride + row] + step * direction.data[k * direction.stride + row];
  }

  // log(1 + e^-margin), the margin being the label's score less the other's.
  TRAINYARD_HOST_DEVICE double binary(std::size_t row) const {
    const double margin = rows.label.data[row] == 1 ? score(row, 0) : -score(row, 0);
    const double size = margin < 0.0 ? -margin : margin;
    return portable_log1p(portable_exp(-size)) + (margin < 0.0 ? size : 0.0);
  }

  // The largest score's own term is 1: the sum of the others is what log1p takes.
  TRAINYARD_HOST_DEVICE double multinomial(std::size_t row) const {
    const auto of_class = [&](std::size_t k) { return score(row, k); };
    const std::size_t top = largest(scores.columns, of_class);
    const double highest = of_class(top);
    double others = 0.0;
    for (std::size_t k = 0; k < scores.columns; ++k) others += k == top ? 0.0 : portable_exp(of_class(k) - highest);
    return portable_log1p(others) + (highest - of_class(static_cast<std::size_t>(rows.label.data[row])));
  }

  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const double loss = scores.columns == 1 ? binary(row) : multinomial(row);
    return rows.weight.size == 0 ? loss : rows.weight.data[row] * loss;
  }
};

}  // namespace

double log_loss(const Exec& exec, ClassRows rows, MatrixView<const double> scores, MatrixView<const double> direction, double step) {
  return reduce::TRAINYARD_BACKEND::sum(exec, scores.rows, RowLoss{rows, scores, direction, step});
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
