// What boosting starts from.
#pragma once

#include <vector>

#include "host/models/model.hpp"

namespace trainyard::models::batched {

/// XGBoost 3.2's base_score, one per output, in its unit: as given, else estimated from the targets: their weighted mean (squared error);
/// the share of class 1, or with scale_pos_weight what one Newton step from 0.5 makes of it (logistic); the logarithm of the share of each
/// class, which is taken to be at least 1e-6, less their mean (softmax). `complete`: every parameter, with an objective.
std::vector<float> base_scores(const Params& complete, const Labelled& data);

}  // namespace trainyard::models::batched
