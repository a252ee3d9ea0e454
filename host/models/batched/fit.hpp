// Boosting, round by round.
#pragma once

#include <memory>

#include "host/models/batched/data.hpp"

namespace trainyard::models::batched {

/// `complete`: every parameter of the xgboost family, with an objective; covered. The model's trees depend on data, parameters and seed
/// alone. Early stopping goes by FitSettings::early_stopping_score: better means strictly better, and the first best round wins.
std::unique_ptr<Model> fit(const BinnedData& data, const BinnedData* validation, const Params& complete, const FitSettings& settings);

}  // namespace trainyard::models::batched
