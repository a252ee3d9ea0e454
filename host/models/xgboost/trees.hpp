// The trees of an XGBoost model as our own evaluator takes them.
#pragma once

#include <cstddef>
#include <string>

#include "host/models/task.hpp"
#include "kernels/trees/forest.hpp"
#include "kernels/trees/margins.hpp"

namespace trainyard::models::xgboost {

/// What a model's file says: trees, weighted where it is DART, and how what they add up to becomes a prediction.
struct TreeModel {
  kernels::trees::Forest forest;
  kernels::trees::Link link = kernels::trees::Link::identity;
  Target target;
  std::size_t columns = 0;
  int rounds = 0;
};

/// Throws Error(bad_data) for an objective that trainyard does not train.
kernels::trees::Link link_of(const std::string& objective);

/// The margin of a prediction, such as a base_score, in the float operations of XGBoost's objectives: probabilities are kept 1e-6 from 0
/// and 1.
float margin_of(kernels::trees::Link link, float prediction);

/// `ubj`: bytes that inspect_ubj() took. Throws Error(bad_data) for an objective or booster that trainyard does not train, and for trees
/// that are damaged: whose nodes do not make trees, or name columns or outputs that are not there.
TreeModel read_trees(const std::string& ubj);

}  // namespace trainyard::models::xgboost
