// The logistic model's arithmetic per row, from scores to losses, slopes and probabilities. One column of scores is the binary model: the
// probability of class 1 is 1 / (1 + e^-score). K > 1 columns are the multinomial one: the softmax of the K scores. Elementwise, or summed
// in the canonical order, with exp and log of our own (base/math.cuh): the same bits for any number of threads and on either backend.
#pragma once

#include <cstdint>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::linear {

/// What the rows are, on the device.
struct ClassRows {
  View<const std::int32_t> label;  ///< 0 or 1 in the binary model, else 0 to K - 1
  ColumnView weight;               ///< no weights count as 1 each
};

/// Sum over the rows of weight * -log(probability of the label), the scores being scores + step * direction.
TRAINYARD_KERNEL(log_loss,
                 double(const Exec&, ClassRows rows, MatrixView<const double> scores, MatrixView<const double> direction, double step));

/// probability[k][r], and slope[k][r] = weight[r] * (probability[k][r] - (1 where label[r] is k, in the binary model 1, else 0)): the
/// derivative of the row's loss by its score.
TRAINYARD_KERNEL(loss_slopes, void(const Exec&, ClassRows rows, MatrixView<const double> scores, MatrixView<double> probability,
                                   MatrixView<double> slope));

/// Replaces each row's `direction` d by weight * H d, H the second derivative of its loss: p (1 - p), or diag(p) - p p'.
TRAINYARD_KERNEL(curvature_times, void(const Exec&, ColumnView weight, MatrixView<const double> probability, MatrixView<double> direction));

/// result[k][r] = weight[r] * p_k (1 - p_k): the diagonals of these.
TRAINYARD_KERNEL(curvature_diagonals,
                 void(const Exec&, ColumnView weight, MatrixView<const double> probability, MatrixView<double> result));

/// result[r] = weight[r] * (p_k (1 - p_k)) where k is l, else weight[r] * (p_k * -p_l): the entries k, l of the second derivatives.
TRAINYARD_KERNEL(curvature_of_pair, void(const Exec&, ColumnView weight, MatrixView<const double> probability, std::size_t k, std::size_t l,
                                         View<double> result));

/// result[r * width + place[k]] = float(probability k of row r); `place` has one entry per class of the model, two in the binary one. What
/// no place names is left alone. The scores are used up.
TRAINYARD_KERNEL(class_probabilities,
                 void(const Exec&, MatrixView<double> scores, View<const std::int32_t> place, std::size_t width, View<float> result));

}  // namespace trainyard::kernels::linear
