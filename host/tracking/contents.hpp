// A run and its trials in MLflow's terms. Private to tracking.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/results/results.hpp"
#include "host/tracking/mlflow.hpp"

namespace trainyard::tracking {

inline constexpr const char* run_tag = "trainyard.run";
inline constexpr const char* trial_tag = "trainyard.trial";
inline constexpr const char* parent_tag = "mlflow.parentRunId";

struct Contents {
  std::string name;
  std::string status;               ///< "FINISHED", "FAILED" or "KILLED"
  std::int64_t start = 0, end = 0;  ///< milliseconds since 1970
  Tags tags;
  std::vector<Param> params;
  std::vector<Metric> metrics;
};

/// Of a published run all of it; of another its name and tags, FAILED or KILLED.
Contents contents_of(const results::RunEntry& run);
/// Of a trial's file; `metric` is the one that decides.
Contents contents_of_trial(const nlohmann::ordered_json& trial, const std::string& metric);
/// Rows that a run read, as log-inputs takes them.
struct Input {
  nlohmann::ordered_json dataset;
  std::string context;  ///< "training" or "testing"
};
/// None when the run has no data.json.
std::vector<Input> inputs_of(const results::RunEntry& run);

/// A file of the run, null where it has none.
nlohmann::ordered_json document_of(const std::filesystem::path& run, const std::string& name);

/// Within MLflow's limits: 250 bytes of letters, digits and `_-. /:`, others replaced by '_'.
std::string safe_key(const std::string& key);
/// Cut to `most` bytes, at the end of a character, with "…" in place of what is missing.
std::string cut(const std::string& text, std::size_t most);

}  // namespace trainyard::tracking
