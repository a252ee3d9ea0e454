// The gradients of XGBoost's objectives.
#pragma once

#include "kernels/base/view.hpp"
#include "kernels/trees/boost.hpp"

namespace trainyard::kernels::trees {

/// What a booster learns from: see Booster's constructor.
struct Targets {
  Objective objective = Objective::squared_error;
  std::size_t outputs = 1;
  float scale_pos_weight = 1;
  View<const float> y;
  View<const float> weight;
};

/// gradients[k * rows + row] and hessians alike from margins[row * outputs + k], by XGBoost's operations in float, with the exponential of
/// base/math.cuh: squared error m - y and 1; logistic p - y and max(p (1 - p), 1e-16); softmax p - [y = k] and max(2 p (1 - p) w, 1e-16).
/// All but the last are times the row's weight.
void gradients(const Targets& targets, View<const float> margins, float* gradients, float* hessians);

}  // namespace trainyard::kernels::trees
