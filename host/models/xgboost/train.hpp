// XGBoost's training, round by round.
#pragma once

#include <memory>

#include "host/models/xgboost/data.hpp"
#include "host/models/xgboost/fitted.hpp"

namespace trainyard::models::xgboost {

/// `complete`: every parameter. The model's bytes depend on data, parameters, seed and kind of device alone. Fits in several threads at
/// once do not disturb each other, for XGBoost keeps one random generator per thread; on a GPU they wait for each other.
/// Early stopping is XGBoost's own rule: better means strictly better, and the first best round wins.
std::unique_ptr<FittedModel> train(const DataMatrix& data, const DataMatrix* validation, const Params& complete,
                                   const FitSettings& settings);

}  // namespace trainyard::models::xgboost
