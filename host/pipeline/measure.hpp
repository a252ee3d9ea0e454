// Metrics of predictions for rows of the data.
#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "host/models/predictions.hpp"
#include "host/pipeline/goal.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::pipeline {

/// {metric: value} for the goal's metrics, weighted where the data has weights; `threshold` is that of a binary classification.
nlohmann::ordered_json measure(const Exec& exec, const Goal& goal, std::span<const std::uint32_t> rows,
                               const models::Predictions& predictions, double threshold);

/// The same, and the classification report, which is null for a regression.
struct Measures {
  nlohmann::ordered_json metrics, report;
};
Measures measure_and_report(const Exec& exec, const Goal& goal, std::span<const std::uint32_t> rows, const models::Predictions& predictions,
                            double threshold);

}  // namespace trainyard::pipeline
