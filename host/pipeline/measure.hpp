// Metrics of predictions for rows of the data.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "host/evaluate/score.hpp"
#include "host/models/predictions.hpp"
#include "host/pipeline/goal.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::pipeline {

/// Rows as metrics take them: owns what a sample points to, but for the predictions, which must live on.
struct Measured {
  /// `threshold` is that of a binary classification.
  Measured(const Goal& goal, std::span<const std::uint32_t> rows, const models::Predictions& predictions, double threshold);
  Measured(const Measured&) = delete;
  Measured& operator=(const Measured&) = delete;

  std::vector<double> actual, weight;
  std::vector<std::int32_t> decided;
  evaluate::Sample sample;
};

/// {metric: value} for the goal's metrics, weighted where the data has weights; `threshold` is that of a binary classification.
nlohmann::ordered_json measure(const Exec& exec, const Goal& goal, std::span<const std::uint32_t> rows,
                               const models::Predictions& predictions, double threshold);

/// The classification report; null for a regression.
nlohmann::ordered_json report(const Exec& exec, const Goal& goal, const Measured& measured);

}  // namespace trainyard::pipeline
