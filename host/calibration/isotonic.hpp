// Isotonic regression: the ascending step function nearest to the observed classes.
#pragma once

#include <span>
#include <vector>

namespace trainyard::calibration {

/// A piecewise linear function of a probability, constant beyond its first and last place.
struct Isotonic {
  std::vector<double> x;  ///< ascending, all different
  std::vector<double> y;  ///< as many, ascending, from 0 to 1

  [[nodiscard]] double operator()(double probability) const;
};

/// As scikit-learn's IsotonicRegression(out_of_bounds="clip"): equal probabilities are one place with their weighted mean, adjacent
/// violators are pooled. `actual` holds 0 or 1; `weight` may be empty, and rows that weigh nothing count nothing. Sums run over the rows in
/// the order of their probability, of equal ones by `actual`, then by place. Precondition: equal lengths, a row that counts, no NaN.
Isotonic fit_isotonic(std::span<const double> probability, std::span<const double> actual, std::span<const double> weight);

}  // namespace trainyard::calibration
