// XGBoost's hyperparameters as trainyard offers them, under the names of xgboost.XGBRegressor, XGBoost's other names as aliases.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "host/models/model.hpp"

namespace trainyard::models::xgboost {

/// n_estimators and early_stopping_rounds steer trainyard's own loop over the rounds; all others go to XGBoost.
const std::vector<ParamSpec>& param_specs();

/// Why parameters of XGBoost's are not in param_specs(), and what to use instead.
const Reasons& reasons();

/// Reports parameters that the chosen booster or objective, where `params` names them, would leave unused.
void check_used(const Params& params, const std::function<void(const std::string&, const std::string&)>& problem);

/// Reports an objective that is not for the target's task.
void check_objective(const Params& params, const Target& target,
                     const std::function<void(const std::string&, const std::string&)>& problem);

/// `complete` with the task's objective where none is set.
Params with_objective(Params complete, const Target& target);

/// What XGBoost is told for a complete set of parameters with an objective, as text. Throws Error(bad_config) for a value that differs from
/// its default although the booster or objective would leave it unused.
std::vector<std::pair<std::string, std::string>> library_params(const Params& complete);

/// The parameters of param_specs() that XGBoost's configuration (XGBoosterSaveJsonConfig) reports, with the values used.
Params used_params(const nlohmann::json& config);

}  // namespace trainyard::models::xgboost
