// One accessor per family, for the list in model.cpp.
#pragma once

#include "host/models/model.hpp"

namespace trainyard::models {

const Family& xgboost_family();
const Family& random_forest_family();
const Family& linear_family();
const Family& logistic_family();
const Family& baseline_family();

/// Not in the list: the xgboost family's models by our own trees, see Family::for_search.
const Family& batched_family();

}  // namespace trainyard::models
