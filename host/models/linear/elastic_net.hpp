// The elastic net: least squares with a penalty on absolute and on squared coefficients.
#pragma once

#include <functional>
#include <string>

#include "host/models/linear/ridge.hpp"

namespace trainyard::models::linear {

/// Factors beside half the weighted sum of squared errors.
struct Penalties {
  double absolute = 0;  ///< of the sum of |coefficient|
  double squared = 0;   ///< of half the sum of coefficient^2
};

struct ElasticNetFit {
  std::vector<double> coef;
  double intercept = 0;
  int sweeps = 0;      ///< of coordinate descent
  double gap = 0;      ///< bound on how far the objective is above its minimum, relative to half the sum of squares of y
  bool exact = false;  ///< solved for the coefficients that are not 0, whose signs then held
};

/// Coordinate descent on the Gram matrix (Friedman, Hastie and Tibshirani, J. Stat. Softw. 33, 2010), until the duality gap is small, as in
/// scikit-learn. It finds which coefficients are not 0 and their signs; the equations that these leave are then solved as ridge's are, so
/// the result has ridge's digits. Starts at 0, so it depends on the rows and the penalties alone. `stop` may be empty; true ends it with
/// Error(interrupted).
ElasticNetFit fit_elastic_net(const RidgeRows& rows, Penalties penalties, const Exec& exec, const std::function<bool()>& stop);

}  // namespace trainyard::models::linear
