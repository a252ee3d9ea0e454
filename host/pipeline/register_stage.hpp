// The end of `run`: the published run's model becomes a version of the registry, where the config says so.
#pragma once

#include "host/pipeline/pipeline.hpp"

namespace trainyard::pipeline {

/// Adds `registered` to the summary of a run: {name, version, stage, made, path}, or null with a warning when its gates failed. A run that
/// is a version already, because the command was given again, is left as it is. Without `register` in the config, and for a repetition, the
/// summary stays.
Outcome register_stage(const config::Config& config, const Settings& settings, Outcome outcome);

}  // namespace trainyard::pipeline
