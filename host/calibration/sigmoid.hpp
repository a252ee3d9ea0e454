// Platt scaling: a logistic function of the model's log-odds.
#pragma once

#include <span>

namespace trainyard::calibration {

/// log(p / (1 - p)), with p kept within 2^-24 of 0 and 1: what a probability of 32 bits can tell from 1.
double log_odds(double probability);

struct Sigmoid {
  double slope = 1;
  double intercept = 0;

  /// Of log-odds; 1 and 0 leave a probability as it is.
  [[nodiscard]] double operator()(double score) const;
};

/// J. Platt, Probabilistic Outputs for Support Vector Machines (1999), with his targets (n+ + 1) / (n+ + 2) and 1 / (n- + 2), n the weights
/// of the classes, as scikit-learn's _SigmoidCalibration has them; by Newton's method with the step halved until the loss falls, as
/// H.-T. Lin, C.-J. Lin and R. Weng, A Note on Platt's Probabilistic Outputs (2007). `actual` holds 0 or 1; `weight` may be empty. Sums run
/// in the order of the rows. Precondition: equal lengths, a row with a weight above 0, finite scores.
Sigmoid fit_sigmoid(std::span<const double> score, std::span<const double> actual, std::span<const double> weight);

}  // namespace trainyard::calibration
