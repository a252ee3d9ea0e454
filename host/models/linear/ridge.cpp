#include "host/models/linear/ridge.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/linear/gram.hpp"
#include "kernels/linear/normal_equations.hpp"
#include "kernels/linear/residuals.hpp"
#include "kernels/linear/times.hpp"
#include "kernels/linear/transposed_times.hpp"

namespace trainyard::models::linear {

using kernels::Buffer;
namespace ops = kernels::linear;

RidgeRows::RidgeRows(const Exec& exec, const Labelled& data, bool fit_intercept)
    : design_(exec, data, fit_intercept, "linear"), y_(exec, std::vector<double>(data.y.begin(), data.y.end())) {
  for (int round = 0; fit_intercept && round < 2; ++round) {
    mean_ += ops::column_sums(exec, matrix(residuals(exec, {}), 1)).front() / design_.total_weight();
  }
  gram_ = ops::gram(exec, design_.view(), design_.weight());
  const Buffer<double> left = residuals(exec, {});
  slopes_ = ops::transposed_times(exec, design_.view(), matrix(left, 1));
}

Buffer<double> RidgeRows::residuals(const Exec& exec, kernels::ColumnView scores) const {
  Buffer<double> result(exec, y_.size());
  ops::residuals(exec, y_.view(), mean_, scores, design_.weight(), result.view());
  return result;
}

namespace {

/// What is left of the gradient: X' (weight * (y - mean - X coef)) - alpha coef.
std::vector<double> gradient(const RidgeRows& rows, const std::vector<double>& coef, double alpha, const Exec& exec) {
  const Buffer<double> coefficients(exec, coef), offset(exec, std::vector<double>(1));
  Buffer<double> scores(exec, rows.design().rows());
  ops::times(exec, rows.design().view(), coefficients.view(), offset.view(), matrix(scores, 1));
  const Buffer<double> left = rows.residuals(exec, scores.view());
  auto out = ops::transposed_times(exec, rows.design().view(), matrix(left, 1));
  for (std::size_t c = 0; c < out.size(); ++c) out[c] -= alpha * coef[c];
  return out;
}

}  // namespace

RidgeFit fit_ridge(const RidgeRows& rows, double alpha, const Exec& exec) {
  const Exec there = rows.design().on(exec);
  const std::size_t columns = rows.design().columns();
  const ops::NormalEquations equations(rows.gram(), columns, alpha);
  RidgeFit fit{std::vector<double>(columns), 0, equations.by_cholesky(), equations.rank()};
  // The first round gives the solution, the others refine it. Sizes are compared in the columns' spreads, by the gram matrix's diagonal.
  double last = std::numeric_limits<double>::infinity();
  const int rounds = equations.reciprocal_condition() > 1e-3 ? 1 : 4;
  for (int round = 0; round < rounds; ++round) {
    const auto change = equations.solve(round == 0 ? rows.slopes() : gradient(rows, fit.coef, alpha, there));
    double size = 0;
    for (std::size_t c = 0; c < columns; ++c) size = std::max(size, std::abs(change[c]) * std::sqrt(rows.gram()[c + c * columns]));
    if (!(size < last / 2)) break;
    for (std::size_t c = 0; c < columns; ++c) fit.coef[c] += change[c];
    last = size;
  }
  fit.intercept = rows.design().intercept(rows.mean(), fit.coef, 1, 0);
  return fit;
}

}  // namespace trainyard::models::linear
