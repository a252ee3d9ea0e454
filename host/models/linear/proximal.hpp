// The minimum of a logistic objective with a penalty on the absolute coefficients beside that on their squares.
#pragma once

#include "host/models/linear/newton.hpp"

namespace trainyard::models::linear {

/// The least change of an entry of the gradient that lets it be a minimum with `l1` times the sum of absolute coefficients added: scaled as
/// Objective::steepness, the largest of all.
[[nodiscard]] double steepness(const Objective& objective, double l1);

/// Proximal Newton steps (Lee, Sun and Saunders, SIAM J. Optim. 24, 2014): the second derivative's model with the absolute values as they
/// are is minimised by coordinate descent, which leaves coefficients at exactly 0. Starts at the objective's point; keeps a matrix of
/// size() * size() values. settings.tol bounds steepness(objective, l1).
NewtonEnd minimize(Objective& objective, double l1, const NewtonSettings& settings);

}  // namespace trainyard::models::linear
