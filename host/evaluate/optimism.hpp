// Scores that are too good to be believed, or better where the model was trained.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/evaluate/warning.hpp"

namespace trainyard::evaluate {

/// `metrics` as metrics.json has them: {metric, train, cv, test, baseline}, any of which may be null. By the deciding metric's error, which
/// is the metric itself, or 1 less it where more is better:
///   test_too_good  the test rows' error is below the cross-validation's by a quarter, or by 4 / sqrt(test rows) where that is more
///   overfitting    of the baseline's error on the same rows, training rows are saved at least 0.3 more than test rows, of which there are
///   at
///                  least 30
/// `training_baseline` is the baseline's metric on the training rows, or null.
std::vector<Warning> optimism(const nlohmann::ordered_json& metrics, const nlohmann::ordered_json& training_baseline,
                              std::size_t test_rows);

}  // namespace trainyard::evaluate
