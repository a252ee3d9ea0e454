// The metrics XGBoost can measure after every round.
#pragma once

#include <string>
#include <vector>

#include "host/models/task.hpp"

namespace trainyard::models::xgboost {

/// XGBoost's name for a metric of kernels/metric, or for its complement ("error" is 1 - accuracy); "" when it has none.
std::string round_metric(const std::string& metric, const Target& target);
/// Whether more of one of XGBoost's metrics is better. Parameters after '@' ("tweedie-nloglik@1.5") do not matter.
bool more_is_better(const std::string& metric);

/// One line of XGBoost's evaluation: "[3]\ttrain-rmse:0.5\tvalidation-rmse:0.6".
struct Scores {
  std::string metric;
  std::vector<double> values;  ///< one per data set, in their order
};
Scores read_scores(const std::string& line);

}  // namespace trainyard::models::xgboost
