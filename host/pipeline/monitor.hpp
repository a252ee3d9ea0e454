// `monitor`: what has become of the data, the predictions and the score since a model was trained.
#pragma once

#include <filesystem>
#include <string>

#include "host/config/config.hpp"
#include "host/pipeline/pipeline.hpp"

namespace trainyard::pipeline {

struct MonitorRequest {
  std::filesystem::path input;   ///< a raw file, or a dataset's folder; empty: `data.source`
  std::filesystem::path labels;  ///< CSV or Parquet with the key and the target; empty: `monitor.labels`
  std::string reference;         ///< a stage, NAME@… or a run, or a dataset's folder to compare with; empty: `monitor.reference`
};

/// Compares rows with what the reference's bundle says of its training rows, and publishes a run of kind `monitor` with the reference's
/// run as its parent, which never changes. Summary {status, verdict: "ok" | "alert", alerts: [{kind: "quality" | "feature_drift" |
/// "prediction_drift" | "skew" | "score", column?, test?, value, limit, text}], run, model, rows}. Throws Error(no_input) when the
/// reference or a file is not there, Error(bad_data) when the model has no stored reference, or labels cannot be joined.
Outcome monitor(const config::Config& config, const Settings& settings, const MonitorRequest& request);

}  // namespace trainyard::pipeline
