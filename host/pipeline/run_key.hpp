// What decides a run's outcome, as one digest: the same key means the same models and metrics.
#pragma once

#include <string>

#include "host/pipeline/data_stage.hpp"

namespace trainyard::pipeline {

/// SHA-256 over dataset version, split, features, model, search, metrics, seed, kind of device, program version and how far the run
/// goes; nothing that only says where it runs (threads, memory, results, number of shards) and no name or description.
std::string run_key(const Plan& plan, const Data& data, Stage until, const std::string& parent = "");

}  // namespace trainyard::pipeline
