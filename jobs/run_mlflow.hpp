// `runs export --mlflow`: runs and registered models to an MLflow server.
#pragma once

#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// Adds --mlflow.
void add_mlflow(Verb& verb);

/// Sends the runs that are named, of any that have ended; without a name all finished ones, or those of --experiment, --filter and --limit,
/// that the server has not got, and the registry; {status, mlflow, runs: [{run, outcome, run_id, problem}], sent, already, failed,
/// registry}.
Answer mlflow_answer(const Invocation& invocation);

}  // namespace trainyard::jobs
