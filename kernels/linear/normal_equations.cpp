#include "kernels/linear/normal_equations.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "kernels/linear/cholesky.hpp"

namespace trainyard::kernels::linear {
namespace {

constexpr const char* upper = "U";

}  // namespace

NormalEquations::NormalEquations(std::vector<double> matrix, std::size_t columns, double alpha, double condition)
    : columns_(columns),
      rank_(columns),
      reciprocal_condition_(condition),
      cutoff_(std::max(1e-13, static_cast<double>(columns) * std::numeric_limits<double>::epsilon())),
      matrix_(std::move(matrix)) {
  if (matrix_.size() != columns * columns) throw std::invalid_argument("NormalEquations: the matrix is not columns * columns");
  for (std::size_t c = 0; c < columns; ++c) matrix_[c + c * columns] += alpha;
  scale_ = roots_of_diagonal(matrix_, columns);
  scale_both_sides(matrix_, scale_);
  if (columns == 0) return;
  by_cholesky_ = alpha > 0.0 && factor_well_enough();
  if (!by_cholesky_) factor_eigenvalues();
}

bool NormalEquations::factor_well_enough() {
  std::vector<double> factor = matrix_;
  if (!factor_cholesky(factor, columns_)) return false;
  if (reciprocal_condition_ > well_conditioned) {
    matrix_ = std::move(factor);
    return true;
  }
  const double reciprocal = linear::reciprocal_condition(factor, columns_, one_norm(matrix_, columns_));
  if (!(reciprocal > cutoff_)) return false;
  reciprocal_condition_ = reciprocal;
  matrix_ = std::move(factor);
  return true;
}

void NormalEquations::factor_eigenvalues() {
  const auto n = static_cast<blasint>(columns_);
  values_.resize(columns_);
  double room = 0.0;
  blasint whole_room = 0, info = 0;
  const blasint ask = -1;
  blas().dsyevd_("V", upper, &n, matrix_.data(), &n, values_.data(), &room, &ask, &whole_room, &ask, &info, 1, 1);
  check_lapack(info, "dsyevd");
  std::vector<double> work(static_cast<std::size_t>(room));
  std::vector<blasint> whole_work(static_cast<std::size_t>(whole_room));
  const auto size = static_cast<blasint>(work.size());
  blas().dsyevd_("V", upper, &n, matrix_.data(), &n, values_.data(), work.data(), &size, whole_work.data(), &whole_room, &info, 1, 1);
  check_lapack(info, "dsyevd");
  const double least = cutoff_ * std::max(values_.back(), 0.0);
  rank_ = static_cast<std::size_t>(std::ranges::count_if(values_, [&](double value) { return value > least; }));
  reciprocal_condition_ = rank_ == columns_ ? values_.front() / values_.back() : 0.0;
  take_null_space();
}

// Eigenvectors of 0, in the columns' own units, made orthonormal (dgeqrf, dorgqr).
void NormalEquations::take_null_space() {
  const std::size_t vectors = columns_ - rank_;
  unseen_.assign(matrix_.begin(), matrix_.begin() + static_cast<std::ptrdiff_t>(vectors * columns_));
  if (vectors == 0) return;
  // A column with no part in them has rounding there, which a small unit would blow up.
  constexpr double rounding = 1e-10;
  for (std::size_t c = 0; c < columns_; ++c) {
    double share = 0.0;
    for (std::size_t v = 0; v < vectors; ++v) share += unseen_[c + v * columns_] * unseen_[c + v * columns_];
    const double factor = share < rounding * rounding ? 0.0 : 1.0 / scale_[c];
    for (std::size_t v = 0; v < vectors; ++v) unseen_[c + v * columns_] *= factor;
  }
  const auto n = static_cast<blasint>(columns_), k = static_cast<blasint>(vectors);
  const blasint size = 64 * k;
  std::vector<double> tau(vectors), work(static_cast<std::size_t>(size));
  blasint info = 0;
  blas().dgeqrf_(&n, &k, unseen_.data(), &n, tau.data(), work.data(), &size, &info);
  check_lapack(info, "dgeqrf");
  blas().dorgqr_(&n, &k, &k, unseen_.data(), &n, tau.data(), work.data(), &size, &info);
  check_lapack(info, "dorgqr");
}

std::vector<double> NormalEquations::solve(std::span<const double> right) const {
  if (right.size() != columns_) throw std::invalid_argument("NormalEquations: the right side is not one value per column");
  std::vector<double> x(columns_);
  if (columns_ == 0) return x;
  for (std::size_t c = 0; c < columns_; ++c) x[c] = right[c] / scale_[c];
  const auto n = static_cast<blasint>(columns_);
  if (by_cholesky_) {
    const blasint one = 1;
    blasint info = 0;
    blas().dpotrs_(upper, &n, &one, matrix_.data(), &n, x.data(), &n, &info, 1);
    check_lapack(info, "dpotrs");
  } else if (rank_ > 0) {
    const double* const seen = matrix_.data() + (columns_ - rank_) * columns_;
    const auto rank = static_cast<blasint>(rank_);
    std::vector<double> along(rank_);
    blas().cblas_dgemv(CblasColMajor, CblasTrans, n, rank, 1.0, seen, n, x.data(), 1, 0.0, along.data(), 1);
    for (std::size_t v = 0; v < rank_; ++v) along[v] /= values_[columns_ - rank_ + v];
    blas().cblas_dgemv(CblasColMajor, CblasNoTrans, n, rank, 1.0, seen, n, along.data(), 1, 0.0, x.data(), 1);
  } else {
    std::ranges::fill(x, 0.0);
  }
  for (std::size_t c = 0; c < columns_; ++c) x[c] /= scale_[c];
  remove_null_space(x);
  return x;
}

void NormalEquations::remove_null_space(std::vector<double>& x) const {
  if (unseen_.empty()) return;
  const auto n = static_cast<blasint>(columns_), k = static_cast<blasint>(columns_ - rank_);
  std::vector<double> along(columns_ - rank_);
  blas().cblas_dgemv(CblasColMajor, CblasTrans, n, k, 1.0, unseen_.data(), n, x.data(), 1, 0.0, along.data(), 1);
  blas().cblas_dgemv(CblasColMajor, CblasNoTrans, n, k, -1.0, unseen_.data(), n, along.data(), 1, 1.0, x.data(), 1);
}

}  // namespace trainyard::kernels::linear
