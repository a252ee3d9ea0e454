// How sure a model is: what the config asks for, learned from predictions for rows that models were not fitted on.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>

#include "host/calibration/calibrator.hpp"
#include "host/calibration/prediction_interval.hpp"
#include "host/config/config.hpp"
#include "host/models/task.hpp"
#include "host/search/study.hpp"

namespace trainyard::pipeline {

struct UncertaintyPlan {
  std::string calibration = "none";  ///< canonical: "none", "sigmoid", "isotonic" or "auto"
  std::string intervals = "none";    ///< "none", "out_of_fold" or "split_conformal"
  bool is_asked = false;             ///< whether the config names intervals; else what is not possible is left out
  double coverage = 0.9;
  double held_out = 0;  ///< split_conformal: the share of the training rows

  /// Of what decides the trained model.
  [[nodiscard]] nlohmann::ordered_json to_json() const;
};

/// Reads model.calibration and model.prediction_intervals, whose default is "out_of_fold" for a config that `cross_validates`.
UncertaintyPlan read_uncertainty(const config::Config& config, bool cross_validates);
/// Reports to the config what does not go with the task.
void check_uncertainty(const config::Config& config, const UncertaintyPlan& plan, models::Task task);

/// Throws Error(bad_data) where the config asks for intervals, and `rows`, whose errors are to decide them, are too few.
void check_rows(const config::Config& config, const UncertaintyPlan& plan, std::size_t rows);

struct Validated {
  calibration::OutOfFold rows;
  nlohmann::ordered_json folds;  ///< as a trial's
};

/// Cross-validates `ground` and keeps what each fold's model says of its validation rows. `what` it is for, for messages. Throws
/// Error(bad_data) where a fold cannot be fitted.
Validated out_of_fold(search::StudySettings settings, const search::Ground& ground, const std::string& what);

/// The calibrator that the plan asks for; `record`: {method, rows, log_loss?} for metrics.json.
calibration::Calibrator calibrate(const Exec& exec, const UncertaintyPlan& plan, const calibration::OutOfFold& rows,
                                  nlohmann::ordered_json& record);

/// {metric: mean over the folds} of the rows' predictions as calibrated, as a study records them of uncalibrated ones.
nlohmann::ordered_json calibrated_scores(const search::StudySettings& settings, const calibration::OutOfFold& rows,
                                         const calibration::Calibrator& calibrator);

/// Intervals as wide as the errors of `predicted` are. With too few rows: Error(bad_data) where the config asks for intervals, else none,
/// and a warning.
std::optional<calibration::PredictionInterval> fit_interval(const config::Config& config, const UncertaintyPlan& plan,
                                                            const models::Predictions& predicted, std::span<const double> actual,
                                                            std::span<const double> weight);

}  // namespace trainyard::pipeline
