// Which fits our own trees can stand in for XGBoost's.
#pragma once

#include <string>

#include "host/features/matrix.hpp"
#include "host/models/model.hpp"

namespace trainyard::models::batched {

/// "" where kernels/trees/boost.hpp grows such trees, else what it does not: "max_leaves", "grow_policy: lossguide". `complete`: every
/// parameter of the xgboost family; `x`: rows to train on.
std::string uncovered(const Exec& exec, const Params& complete, const features::Matrix& x);

}  // namespace trainyard::models::batched
