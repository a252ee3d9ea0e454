// The steps of sending one run, each of which finds what an earlier attempt has sent. Private to tracking.
#pragma once

#include <string>

#include "host/results/results.hpp"
#include "host/tracking/mlflow.hpp"

namespace trainyard::tracking {

/// The run on the server, found by its tag or made.
ServerRun find_or_create_run(Mlflow& mlflow, const results::RunEntry& run);
/// All of it, ending with its status.
void send_run(Mlflow& mlflow, const results::RunEntry& run, const ServerRun& there);
/// A nested run for every trial that has ended.
void send_trials(Mlflow& mlflow, const results::RunEntry& run, const std::string& experiment, const std::string& parent);
/// The run's files but for its trials and its rows, and its model; those that are there in the right size are left.
void send_artifacts(Mlflow& mlflow, const results::RunEntry& run, const ServerRun& there);

}  // namespace trainyard::tracking
