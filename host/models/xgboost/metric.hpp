// The metrics XGBoost can measure after every round of a regression.
#pragma once

#include <string>
#include <vector>

namespace trainyard::models::xgboost {

const std::vector<std::string>& metric_names();
/// Whether more is better. Parameters after '@' ("tweedie-nloglik@1.5") do not matter.
bool more_is_better(const std::string& metric);
/// Throws Error(bad_config) for a metric that XGBoost cannot measure, naming those it can.
void check_metric(const std::string& metric);

/// One line of XGBoost's evaluation: "[3]\ttrain-rmse:0.5\tvalidation-rmse:0.6".
struct Scores {
  std::string metric;
  std::vector<double> values;  ///< one per data set, in their order
};
Scores read_scores(const std::string& line);

}  // namespace trainyard::models::xgboost
