// One row's scores, for .cu files.
#pragma once

#include "kernels/base/math.cuh"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

// Probabilities of the two classes from a score: e^-|score| cannot overflow, and neither probability is a difference.
struct Binary {
  double one;
  double zero;
  TRAINYARD_HOST_DEVICE explicit Binary(double score) {
    const double decay = portable_exp(score < 0.0 ? score : -score);
    const double large = 1.0 / (1.0 + decay);
    const double small = decay / (1.0 + decay);
    one = score < 0.0 ? small : large;
    zero = score < 0.0 ? large : small;
  }
};

// The class of the largest score, the first of equal ones; score(k) gives class k's.
template <class Score>
TRAINYARD_HOST_DEVICE std::size_t largest(std::size_t classes, const Score& score) {
  std::size_t top = 0;
  for (std::size_t k = 1; k < classes; ++k) top = score(k) > score(top) ? k : top;
  return top;
}

// Makes the scores out[k * step], in place, the probabilities of the classes: e^(score - the largest), divided by the sum of these in the
// order of the classes.
TRAINYARD_HOST_DEVICE inline void softmax(double* out, std::size_t step, std::size_t classes) {
  const double highest = out[step * largest(classes, [&](std::size_t k) { return out[k * step]; })];
  double sum = 0.0;
  for (std::size_t k = 0; k < classes; ++k) {
    out[k * step] = portable_exp(out[k * step] - highest);
    sum += out[k * step];
  }
  for (std::size_t k = 0; k < classes; ++k) out[k * step] = out[k * step] / sum;
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
