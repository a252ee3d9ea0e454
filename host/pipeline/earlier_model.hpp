// The model that `train` has made of the same config and data, for a run that goes further.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "host/results/results.hpp"

namespace trainyard::pipeline {

struct TakenModel {
  nlohmann::ordered_json metrics;  ///< its metrics.json
  nlohmann::ordered_json summary;  ///< of its run.json
  std::string run;                 ///< its name
  std::string what;                ///< for the run's name
};

/// Gives `run_folder` all that the published run of `key` has to show but its own records: trials, transform, model, curves, parameters.
/// Nothing when there is none, or when it was changed since, which is logged.
std::optional<TakenModel> take_model(const results::Results& results, const std::string& experiment, const std::string& key,
                                     const std::filesystem::path& run_folder);

}  // namespace trainyard::pipeline
