// `nightly`: one night of a model that is trained again and again.
#pragma once

#include <string>

#include "host/config/config.hpp"
#include "host/pipeline/pipeline.hpp"

namespace trainyard::pipeline {

struct NightlyRequest {
  std::string date;  ///< that names the night, "2026-11-23"; empty: today in UTC
};

/// Makes the dataset of all that `data.source` names by now, holds what is new against the model that serves (see monitor.hpp), decides
/// (see nightly::reasons_to_train), and where there is a reason, trains as run() does, with the registration to Staging. What was done is
/// written down as the last step; the same date again gives that, with the status "skipped". Interrupted or failed, nothing is written
/// down: the same call goes on, with what it had decided.
///
/// Summary, and record of the night: {date, status, verdict: "passed" | "failed" | null, decision: {retrain, because: […]}, dataset:
/// {version, path, rows, quarantined, files, new_files}, monitor: {run, verdict, alerts: […]} | null, run | null, metrics | null, gates |
/// null, version: {name, version, stage} | null, serves: the same of what was in Production, or in Staging, when the night began, or null,
/// started, ended, user, trainyard}. In the record, paths are relative to the results directory.
///
/// Error(usage) for a date that is none, that lies in the future, or before a night that is finished; Error(interrupted) while another
/// night of the experiment is at work, or when another process has taken this one over. Whatever else it throws, it first warns of the
/// model that still serves.
Outcome nightly(const config::Config& config, const Settings& settings, const NightlyRequest& request);

/// `nightly --history`: summary {status, experiment, nights}: the records, newest first; of a night that is not finished {date, status:
/// "running" | "interrupted", started, decision}.
Outcome nights(const config::Config& config);

}  // namespace trainyard::pipeline
