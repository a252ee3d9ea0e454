#include "kernels/linear/cholesky.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace trainyard::kernels::linear {

void check_lapack(blasint info, const char* routine) {
  if (info != 0) throw std::runtime_error(std::string("LAPACK's ") + routine + " ended with " + std::to_string(info));
}

std::vector<double> roots_of_diagonal(const std::vector<double>& matrix, std::size_t columns) {
  std::vector<double> roots(columns);
  for (std::size_t c = 0; c < columns; ++c) {
    const double root = std::sqrt(matrix[c + c * columns]);
    roots[c] = root > 0.0 ? root : 1.0;
  }
  return roots;
}

void scale_both_sides(std::vector<double>& matrix, const std::vector<double>& scale) {
  const std::size_t columns = scale.size();
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t i = 0; i < columns; ++i) matrix[i + j * columns] = matrix[i + j * columns] / scale[i] / scale[j];
  }
}

bool factor_cholesky(std::vector<double>& matrix, std::size_t columns) {
  const auto n = static_cast<blasint>(columns);
  blasint info = 0;
  blas().dpotrf_("U", &n, matrix.data(), &n, &info, 1);
  return info == 0;
}

double one_norm(const std::vector<double>& matrix, std::size_t columns) {
  double largest = 0.0;
  for (std::size_t j = 0; j < columns; ++j) {
    double sum = 0.0;
    for (std::size_t i = 0; i < columns; ++i) sum += std::abs(matrix[i + j * columns]);
    largest = std::max(largest, sum);
  }
  return largest;
}

double reciprocal_condition(const std::vector<double>& factor, std::size_t columns, double norm) {
  const auto n = static_cast<blasint>(columns);
  double reciprocal = 0.0;
  blasint info = 0;
  std::vector<double> work(3 * columns);
  std::vector<blasint> whole_work(columns);
  blas().dpocon_("U", &n, factor.data(), &n, &norm, &reciprocal, work.data(), whole_work.data(), &info, 1);
  check_lapack(info, "dpocon");
  return reciprocal;
}

}  // namespace trainyard::kernels::linear
