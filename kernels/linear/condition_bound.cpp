#include "kernels/linear/condition_bound.hpp"

#include <algorithm>

#include "kernels/linear/cholesky.hpp"

namespace trainyard::kernels::linear {

ConditionBound::ConditionBound(std::vector<double> matrix, std::size_t columns) {
  double largest = 0;
  for (std::size_t c = 0; c < columns; ++c) largest = std::max(largest, matrix[c + c * columns]);
  scale_both_sides(matrix, roots_of_diagonal(matrix, columns));
  for (std::size_t c = 0; c < columns; ++c) {
    if (matrix[c + c * columns] == 0.0) matrix[c + c * columns] = 1.0;  // a column of zeros, which bounds nothing
  }
  const double norm = one_norm(matrix, columns);
  most_ = norm * largest;
  if (columns > 0 && factor_cholesky(matrix, columns)) least_ = reciprocal_condition(matrix, columns, norm) * most_;
}

double ConditionBound::operator()(double alpha) const {
  const double bound = (least_ + alpha) / (most_ + alpha);
  return bound > 0.0 ? bound : 0.0;
}

}  // namespace trainyard::kernels::linear
