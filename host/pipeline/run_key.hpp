// What decides a run's outcome, as digests: the same key means the same models and metrics.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/pipeline/data_stage.hpp"

namespace trainyard::pipeline {

/// SHA-256 over dataset version, split, features, model, search, metrics, slices, gates, seed, kind of device, program version and how far
/// the run goes; nothing that only says where it runs (threads, memory, results, number of shards) and no name or description.
std::string run_key(const Plan& plan, const Data& data, Stage until, const std::string& parent = "");

/// The same but for how far the run goes, the budget (search.trials, search.timeout) and the points that search.start_from found. With the
/// same one and the same points, a trial of a number is the same trial.
std::string study_key(const Plan& plan, const Data& data);

/// What decides a run's outcome, and by which metric, for run.json. `key`: run_key().
nlohmann::ordered_json run_identity(const Plan& plan, const Data& data, const std::string& key);

/// How far a verb goes.
Stage stage_of(const std::string& verb);

/// What of a key the config does not say, for run.json: {dataset: version, joined: [SHA-256], device: "cpu" | "cuda"}.
nlohmann::ordered_json circumstances(const Plan& plan, const Data& data);

/// Throws Error(bad_config) when an interrupted run, of which run.json is given, was begun on other data, on another kind of device or by
/// another version than now, or has finished trials beyond search.trials; names each with its values of then and now.
void check_goes_on(const Plan& plan, const Data& data, const std::filesystem::path& folder, const nlohmann::ordered_json& run);

}  // namespace trainyard::pipeline
