// Ridge regression: the coefficients that minimise sum of weight * (y - prediction)^2 + alpha * sum of coefficient^2.
#pragma once

#include <vector>

#include "host/models/linear/design.hpp"
#include "host/models/linear/moments.hpp"
#include "host/models/model.hpp"
#include "kernels/linear/condition_bound.hpp"

namespace trainyard::models::linear {

/// Everything of the fit that alpha does not touch; made once, shared by trials.
class RidgeRows final : public Prepared {
 public:
  /// Throws Error(bad_data) as Design does.
  RidgeRows(const Exec& exec, const Labelled& data, bool fit_intercept);

  [[nodiscard]] const Design& design() const noexcept { return design_; }
  [[nodiscard]] const std::vector<double>& gram() const noexcept { return moments_.gram; }
  /// weight * (y - mean - scores), on the device; no scores count as 0.
  [[nodiscard]] kernels::Buffer<double> residuals(const Exec& exec, kernels::ColumnView scores) const;
  /// X' (weight * (y - mean)): what is left of the gradient at coefficients of 0.
  [[nodiscard]] const std::vector<double>& slopes() const noexcept { return moments_.slopes; }
  /// Weighted mean of y, 0 without an intercept.
  [[nodiscard]] double mean() const noexcept { return moments_.mean; }
  /// Sum of weight * (y - mean)^2.
  [[nodiscard]] double squares() const noexcept { return moments_.squares; }
  /// Of the Gram matrix, whatever alpha and whichever columns.
  [[nodiscard]] const kernels::linear::ConditionBound& condition() const noexcept { return condition_; }

 private:
  Design design_;
  kernels::Buffer<double> y_;
  Moments moments_;
  kernels::linear::ConditionBound condition_;
};

struct RidgeFit {
  std::vector<double> coef;  ///< one per column
  double intercept = 0;
  bool by_cholesky = false;  ///< else by eigenvalues
  std::size_t rank = 0;      ///< of the table, as kernels/linear/normal_equations.hpp counts it
};

/// Normal equations on centered columns (kernels/linear/normal_equations.hpp). Where their condition number is above 1000 they cost more
/// than three of a double's 16 digits: steps of iterative refinement with the residuals of the rows themselves (Björck, Numerical Methods
/// for Least Squares Problems, 1996, section 6.6.5) then undo most of it. Else no row is looked at again.
RidgeFit fit_ridge(const RidgeRows& rows, double alpha, const Exec& exec);

/// Some of the columns, ascending, and what is taken off each one's slope.
struct Support {
  std::vector<std::size_t> columns;
  std::vector<double> shift;
};

/// fit_ridge on these columns alone, the others' coefficients being 0, for the slopes less their shift.
RidgeFit solve_on(const RidgeRows& rows, const Support& support, double alpha, const Exec& exec);

}  // namespace trainyard::models::linear
