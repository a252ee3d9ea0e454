// The stages after the dataset: search, train, evaluate. Each takes values and gives values; files go through the run's record.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

#include "host/bundle/bundle.hpp"
#include "host/pipeline/data_stage.hpp"
#include "host/pipeline/run_record.hpp"
#include "host/pipeline/trial_plans.hpp"
#include "host/search/study.hpp"

namespace trainyard::pipeline {

/// What the search decided: the parameters to fit with, and how the best trial came to them.
struct Chosen {
  std::shared_ptr<const TrialPlan> trial;                        ///< the plan to train with: the best trial's transform and family
  models::Params params;                                         ///< for the final fit, rounds fixed
  double threshold = 0.5;                                        ///< of a binary classification
  nlohmann::ordered_json best;                                   ///< {params, value, trial}, null without a search
  nlohmann::ordered_json importance;                             ///< {parameter: importance}, null without a search or with too few trials
  nlohmann::ordered_json study;                                  ///< {trials, of, cut_by_timeout}, null without a search
  nlohmann::ordered_json cv;                                     ///< {metric: mean over folds}, null without cross-validation
  calibration::Calibrator calibrator = {};                       ///< of a classification
  std::optional<calibration::PredictionInterval> interval = {};  ///< of a regression, where out-of-fold errors decide it
  nlohmann::ordered_json calibration = nullptr;                  ///< {method, rows, log_loss?}, null where nothing is calibrated
  std::optional<models::Predictions> out_of_fold = {};           ///< calibrated, where the chosen parameters were cross-validated
  std::string what = {};                                         ///< for the run's name: "random20-depth6-lr0.08"
};

/// Runs or goes on with the study in `folder`/trials. Without a search: one cross-validation when early stopping has to find the
/// number of rounds, else none. Where a model is to be trained, one more cross-validation with the parameters chosen gives the out-of-fold
/// predictions from which a threshold, a calibration and prediction intervals are learned, where there are any. It, or that for early
/// stopping, writes learning_curve.json for a model that is boosted: {"metric", "folds": [{"rounds": [after which …], "train": […],
/// "validation": [… the metric is this on the fold's rows, null where undefined], "model_rounds"}]}.
Chosen search_stage(const Plan& plan, const Data& data, const std::filesystem::path& folder, Stage until);

/// Fits transform and model on all training rows, writes the bundle, history.jsonl, params.json and data.json. Returns train metrics.
nlohmann::ordered_json train_stage(const Plan& plan, const Data& data, const Chosen& chosen, const RunRecord& record);

/// What is known of the test rows once they were predicted.
struct Evaluated {
  /// {"test": {…}, "baseline": {…}}, both null without test rows; with classes also "report", when binary "threshold", with prediction
  /// intervals "prediction_intervals": {method, nominal_coverage, coverage, mean_width}.
  nlohmann::ordered_json metrics;
  std::optional<bundle::Bundle> bundle;                ///< none without test rows, and then nothing below
  models::Predictions predicted, baseline;             ///< of the test rows, in their order
  nlohmann::ordered_json training_baseline = nullptr;  ///< the baseline's deciding metric on the training rows
};

/// Test metrics of the bundle in `bundle_folder`, loaded as anyone would load it, with the baseline's beside them; writes
/// predictions.csv.
Evaluated evaluate_stage(const Plan& plan, const Data& data, const std::filesystem::path& bundle_folder, const RunRecord& record);

}  // namespace trainyard::pipeline
