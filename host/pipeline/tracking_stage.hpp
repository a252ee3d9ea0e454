// What comes after the run: it is shown on the tracking server of its config.
#pragma once

#include "host/config/config.hpp"
#include "host/error/error.hpp"
#include "host/pipeline/pipeline.hpp"

namespace trainyard::pipeline {

/// With `tracking.mlflow` sends the run, and the registry, and adds `tracking` {mlflow, run_id} to the summary: the run's id there, null
/// when it could not be sent, which is a warning. At most half a minute.
Outcome tracking_stage(const config::Config& config, Outcome outcome);

/// The same for a run that ends with an error; nothing when it was discarded.
void track_unfinished(const config::Config& config, const std::filesystem::path& run, ExitCode code);

}  // namespace trainyard::pipeline
