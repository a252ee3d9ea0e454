// The normal equations of least squares with a quadratic penalty: (G + alpha I) x = b, for a symmetric positive semidefinite G.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace trainyard::kernels::linear {

/// From this reciprocal condition number on, normal equations cost at most three of a double's 16 digits.
inline constexpr double well_conditioned = 1e-3;

/// Factored once, solved for many right sides; runs on the CPU in the calling thread, so its bits depend on nothing but the numbers and the
/// kind of processor.
///
/// The matrix is first scaled to a diagonal of ones, so that units do not matter. With alpha > 0 it is factored by Cholesky (LAPACK's
/// dpotrf). With alpha = 0, or where the reciprocal of its condition number (dpocon) is below the cutoff, by its eigenvalues (dsyevd):
/// those at most cutoff times the largest count as 0, and of all x that solve the rest the shortest is given, in the columns' own units, as
/// scikit-learn's LinearRegression gives it. The cutoff is the larger of 1e-13 and columns * 2^-52: it takes columns for collinear when
/// some combination of them varies 3e-7 times as much as each alone, which is what rounding to float leaves.
class NormalEquations {
 public:
  /// `matrix`: G, columns * columns values. Throws std::runtime_error when LAPACK finds no eigenvalues, as it may for values that are not
  /// finite.
  /// `condition`: what is known to bound reciprocal_condition() from below (ConditionBound); where it says that the matrix is well
  /// conditioned, nothing is estimated, and reciprocal_condition() is the bound.
  NormalEquations(std::vector<double> matrix, std::size_t columns, double alpha, double condition = 0);

  /// x for `right`, one value per column. To refine x, add what this gives for the remaining residual: the map is linear.
  [[nodiscard]] std::vector<double> solve(std::span<const double> right) const;

  /// Of the scaled matrix: the bound, as dpocon estimates it, or the smallest eigenvalue over the largest; 0 where some count as 0.
  [[nodiscard]] double reciprocal_condition() const noexcept { return reciprocal_condition_; }
  [[nodiscard]] bool by_cholesky() const noexcept { return by_cholesky_; }
  /// Directions that are not taken for 0; as many as columns under Cholesky.
  [[nodiscard]] std::size_t rank() const noexcept { return rank_; }

 private:
  bool factor_well_enough();
  void factor_eigenvalues();
  void take_null_space();
  void remove_null_space(std::vector<double>& x) const;

  std::size_t columns_;
  std::size_t rank_;
  bool by_cholesky_ = false;
  double reciprocal_condition_;
  double cutoff_;
  std::vector<double> scale_;   ///< roots of the diagonal
  std::vector<double> matrix_;  ///< scaled matrix, then its Cholesky factor or eigenvectors
  std::vector<double> values_;  ///< eigenvalues, ascending
  std::vector<double> unseen_;  ///< orthonormal basis of the x that change no prediction, columns_ - rank_ vectors
};

}  // namespace trainyard::kernels::linear
