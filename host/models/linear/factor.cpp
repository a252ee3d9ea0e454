#include "host/models/linear/factor.hpp"

#include <cmath>
#include <limits>

namespace trainyard::models::linear {

Factor::Factor(std::vector<double> matrix, std::size_t size) : size_(size), lower_(std::move(matrix)) {
  const double least = static_cast<double>(size) * std::numeric_limits<double>::epsilon();
  for (std::size_t j = 0; j < size; ++j) {
    double* column = lower_.data() + j * size;
    const double diagonal = column[j];
    for (std::size_t k = 0; k < j; ++k) {
      const double* other = lower_.data() + k * size;
      const double factor = other[j];
      for (std::size_t i = j; i < size; ++i) column[i] -= factor * other[i];
    }
    positive_ = positive_ && column[j] > least * diagonal;
    if (!positive_) return;
    const double root = std::sqrt(column[j]);
    for (std::size_t i = j; i < size; ++i) column[i] /= root;
  }
}

std::vector<double> Factor::solve(std::vector<double> right) const {
  for (std::size_t j = 0; j < size_; ++j) {
    const double* column = lower_.data() + j * size_;
    right[j] /= column[j];
    for (std::size_t i = j + 1; i < size_; ++i) right[i] -= column[i] * right[j];
  }
  for (std::size_t j = size_; j-- > 0;) {
    const double* column = lower_.data() + j * size_;
    for (std::size_t i = j + 1; i < size_; ++i) right[j] -= column[i] * right[i];
    right[j] /= column[j];
  }
  return right;
}

}  // namespace trainyard::models::linear
