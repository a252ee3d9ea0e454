// How a model treats groups of rows, with Fairlearn's definitions.
#pragma once

#include <nlohmann/json.hpp>

#include "host/evaluate/grouping.hpp"
#include "host/evaluate/score.hpp"

namespace trainyard::evaluate {

/// Two classes: {column, groups: [{value, rows, selection_rate, true_positive_rate, false_positive_rate, mean_predicted, mean_actual,
/// expected_calibration_error}], demographic_parity_difference, demographic_parity_ratio, equalized_odds_difference,
/// equalized_odds_ratio}: rates as in fairlearn.metrics (MIT licence), where a rate over no row is 0 and the equalised odds are the worse
/// of both rates. Positive is class 1, decided by sample.decided. The expected calibration error is over ten bins of the probability of
/// class 1, of equal width (Guo and others, 2017). Numbers: {column, groups: [{value, rows, mean_predicted, mean_actual, mean_error,
/// mean_absolute_error}], mean_prediction_difference}: the difference between the groups with the highest and the lowest mean. Rows count
/// by their weights; what is not defined is null. Precondition: sample.classes is 0 or 2.
nlohmann::ordered_json fairness(const Sample& sample, const Grouping& grouping);

}  // namespace trainyard::evaluate
