// The minimum of a logistic objective by Newton steps.
#pragma once

#include <functional>

#include "host/models/linear/objective.hpp"

namespace trainyard::models::linear {

struct NewtonSettings {
  double tol = 0;
  int max_iter = 0;
  std::function<bool()> stop;  ///< may be empty; true ends it with Error(interrupted)
};

/// Throws Error(interrupted) when it is time to stop.
void check_stop(const NewtonSettings& settings);

/// How it ended; the point is the objective's.
struct NewtonEnd {
  int iterations = 0;
  bool converged = false;    ///< the objective's steepness is at most tol
  bool at_rounding = false;  ///< stopped because rounding lets the objective fall no further
};

/// Newton's method with a line search. A full step that halves the steepness is taken as it is. Where the second derivative is kept as a
/// matrix (Objective::keeps_matrix), it is one of an earlier point as long as its steps converge fast enough: a new one costs more passes
/// over the rows than such a step. `curvature`, if any, is Objective::curvature at the
/// point that it begins with. Else each step's equations are solved by conjugate
/// gradients, preconditioned with the diagonal, as far as the distance from the minimum calls for (Nocedal and Wright, Numerical
/// Optimization, 2006, algorithm 7.1). All choices are made on numbers with canonical bits: the same path for any number of threads and on
/// every device.
NewtonEnd minimize(Objective& objective, const NewtonSettings& settings, const std::vector<double>& curvature = {});

}  // namespace trainyard::models::linear
