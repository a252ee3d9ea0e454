// The model that monitor watches, and what its rows were like.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "host/bundle/bundle.hpp"
#include "host/monitor/options.hpp"
#include "host/monitor/reference.hpp"
#include "host/pipeline/plan.hpp"
#include "host/results/results.hpp"

namespace trainyard::pipeline {

struct WatchedModel {
  std::filesystem::path folder;    ///< holds the bundle
  std::string run;                 ///< name of the run that made it; empty where it is not known
  nlohmann::ordered_json version;  ///< {name, version, stage} of a model of the registry, else null
  std::string label;               ///< for people and metrics: the registered name, else the experiment
};

/// Whether the text names the folder of a dataset.
bool is_dataset(const std::string& reference);

/// `reference`: --reference or monitor.reference; empty: the model in Production under register.name, else the newest finished run of the
/// experiment with a model. Throws Error(no_input) where there is none, Error(bad_data) where it was changed since.
WatchedModel find_watched(const Plan& plan, const results::Results& results, const std::string& reference);

/// The one beside the bundle. With `dataset`, that of its rows instead, with the metrics of the first. Throws Error(bad_data) where there
/// is none.
monitor::Reference watched_reference(const WatchedModel& model, const bundle::Bundle& bundle, const std::string& dataset, const Plan& plan);

}  // namespace trainyard::pipeline
