// How far the test metrics may be off, for metrics.json.
#pragma once

#include <nlohmann/json.hpp>

#include "host/pipeline/measure.hpp"
#include "host/pipeline/plan.hpp"

namespace trainyard::pipeline {

/// {"level": 0.95, "replicates": …, "test": {metric: {"low", "high"}}, "baseline_difference": {metric: {"value", "low", "high"}}} of the
/// model's test rows, and of their metrics less the baseline's on the same rows; null where not defined. Null altogether when
/// evaluate.bootstrap is 0.
nlohmann::ordered_json test_intervals(const Plan& plan, const Goal& goal, const Measured& model, const Measured& baseline);

}  // namespace trainyard::pipeline
