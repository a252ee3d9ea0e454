// How well conditioned normal equations are at least, whatever their penalty: one estimate instead of one per penalty.
#pragma once

#include <cstddef>
#include <vector>

namespace trainyard::kernels::linear {

/// For a symmetric positive semidefinite G with diagonal g, scaled to a diagonal of ones, let m be its smallest eigenvalue and l the
/// largest. Then m g <= G <= l g, so that G + alpha I, scaled to a diagonal of ones in its turn, has its eigenvalues between those of
/// (m g + alpha) / (g + alpha) and (l g + alpha) / (g + alpha), and so has any part of it. As m <= 1 <= l, the quotient of the two
/// extremes is least for the largest g: (m g + alpha) / (l g + alpha). l is at most the 1-norm, and m is at least the 1-norm
/// times the reciprocal condition number in that norm, which dpocon estimates.
class ConditionBound {
 public:
  /// `matrix`: G, columns * columns values.
  ConditionBound(std::vector<double> matrix, std::size_t columns);

  /// A bound from below on the smallest eigenvalue over the largest of G + alpha I, or some rows and columns of it, scaled to a diagonal
  /// of ones; 0 where nothing is known. As good as dpocon's estimate.
  [[nodiscard]] double operator()(double alpha) const;

 private:
  double least_ = 0, most_ = 0;  ///< m g and l g for the largest g
};

}  // namespace trainyard::kernels::linear
