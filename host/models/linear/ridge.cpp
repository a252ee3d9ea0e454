#include "host/models/linear/ridge.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/linear/normal_equations.hpp"
#include "kernels/linear/residuals.hpp"
#include "kernels/linear/times.hpp"
#include "kernels/linear/transposed_times.hpp"

namespace trainyard::models::linear {

using kernels::Buffer;
namespace ops = kernels::linear;

RidgeRows::RidgeRows(const Exec& exec, const Labelled& data, bool fit_intercept)
    : design_(exec, data, fit_intercept, "linear"),
      y_(exec, std::vector<double>(data.y.begin(), data.y.end())),
      moments_(exec, design_, y_.view()),
      condition_(moments_.gram, design_.columns()) {}

Buffer<double> RidgeRows::residuals(const Exec& exec, kernels::ColumnView scores) const {
  Buffer<double> result(exec, y_.size());
  ops::residuals(exec, y_.view(), mean(), scores, design_.weight(), result.view());
  return result;
}

namespace {

/// What is left of the support's gradient: X' (weight * (y - mean - X coef)) - shift - alpha coef.
std::vector<double> gradient(const RidgeRows& rows, const Support& support, const std::vector<double>& coef, double alpha,
                             const Exec& exec) {
  const Buffer<double> coefficients(exec, coef), offset(exec, std::vector<double>(1));
  Buffer<double> scores(exec, rows.design().rows());
  ops::times(exec, rows.design().view(), coefficients.view(), offset.view(), matrix(scores, 1));
  const Buffer<double> left = rows.residuals(exec, scores.view());
  const auto whole = ops::transposed_times(exec, rows.design().view(), matrix(left, 1));
  std::vector<double> out;
  for (std::size_t i = 0; i < support.columns.size(); ++i) {
    const std::size_t c = support.columns[i];
    out.push_back(whole[c] - support.shift[i] - alpha * coef[c]);
  }
  return out;
}

/// Rows and columns of the Gram matrix.
std::vector<double> part_of_gram(const RidgeRows& rows, const Support& support) {
  if (support.columns.size() == rows.design().columns()) return rows.gram();
  std::vector<double> out;
  out.reserve(support.columns.size() * support.columns.size());
  for (const std::size_t j : support.columns) {
    for (const std::size_t i : support.columns) out.push_back(rows.gram()[i + j * rows.design().columns()]);
  }
  return out;
}

}  // namespace

RidgeFit fit_ridge(const RidgeRows& rows, double alpha, const Exec& exec) {
  Support all{std::vector<std::size_t>(rows.design().columns()), std::vector<double>(rows.design().columns())};
  std::iota(all.columns.begin(), all.columns.end(), std::size_t{0});
  return solve_on(rows, all, alpha, exec);
}

RidgeFit solve_on(const RidgeRows& rows, const Support& support, double alpha, const Exec& exec) {
  const Exec there = rows.design().on(exec);
  const std::size_t columns = rows.design().columns(), chosen = support.columns.size();
  const ops::NormalEquations equations(part_of_gram(rows, support), chosen, alpha, rows.condition()(alpha));
  RidgeFit fit{std::vector<double>(columns), 0, equations.by_cholesky(), equations.rank()};
  std::vector<double> right;
  for (std::size_t i = 0; i < chosen; ++i) right.push_back(rows.slopes()[support.columns[i]] - support.shift[i]);
  // The first round gives the solution, the others refine it. Sizes are compared in the columns' spreads, by the gram matrix's diagonal.
  double last = std::numeric_limits<double>::infinity();
  const int rounds = equations.reciprocal_condition() > ops::well_conditioned ? 1 : 4;
  for (int round = 0; round < rounds; ++round) {
    if (round > 0) right = gradient(rows, support, fit.coef, alpha, there);
    const auto change = equations.solve(right);
    double size = 0;
    for (std::size_t i = 0; i < chosen; ++i) {
      const std::size_t c = support.columns[i];
      size = std::max(size, std::abs(change[i]) * std::sqrt(rows.gram()[c + c * columns]));
    }
    if (!(size < last / 2)) break;
    for (std::size_t i = 0; i < chosen; ++i) fit.coef[support.columns[i]] += change[i];
    last = size;
  }
  fit.intercept = rows.design().intercept(rows.mean(), fit.coef, 1, 0);
  return fit;
}

}  // namespace trainyard::models::linear
