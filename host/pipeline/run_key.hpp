// What decides a run's outcome, as one digest: the same key means the same models and metrics.
#pragma once

#include <string>

#include "host/pipeline/data_stage.hpp"

namespace trainyard::pipeline {

/// SHA-256 over dataset version, split, features, model, search, metrics, seed, kind of device, program version and how far the run
/// goes; nothing that only says where it runs (threads, memory, results, number of shards) and no name or description.
std::string run_key(const Plan& plan, const Data& data, Stage until, const std::string& parent = "");

/// How far a verb goes.
Stage stage_of(const std::string& verb);
/// Throws Error(bad_config) when the key of now is not the one that a run was begun with.
void check_unchanged(const config::Config& config, const std::string& begun_with, const std::string& now);

}  // namespace trainyard::pipeline
