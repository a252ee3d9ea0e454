// Cholesky's factor of a small matrix, in loops of our own: the same bits on every processor, which LAPACK does not promise.
#pragma once

#include <cstddef>
#include <vector>

namespace trainyard::models::linear {

class Factor {
 public:
  /// `matrix`: size * size values, symmetric.
  Factor(std::vector<double> matrix, std::size_t size);

  /// False where the matrix is not positive definite within rounding; then it must not be asked to solve.
  [[nodiscard]] bool positive() const noexcept { return positive_; }
  [[nodiscard]] std::vector<double> solve(std::vector<double> right) const;

 private:
  std::size_t size_;
  bool positive_ = true;
  std::vector<double> lower_;  ///< lower_[i + j * size_] for i >= j
};

}  // namespace trainyard::models::linear
