// One Newton direction without a matrix.
#pragma once

#include <functional>
#include <vector>

#include "host/models/linear/objective.hpp"

namespace trainyard::models::linear {

/// Solves curvature * direction = -gradient until the residual, measured with the preconditioner, is a fraction of what it was. `check` is
/// called before every iteration, and may throw.
std::vector<double> conjugate_gradients(Objective& objective, const std::function<void()>& check);

}  // namespace trainyard::models::linear
