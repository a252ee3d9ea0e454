// The trials of a run's search: tried by threads of this process, or by processes that it starts, or by one that joins.
#pragma once

#include <filesystem>
#include <functional>

#include "host/pipeline/data_stage.hpp"
#include "host/pipeline/trial_plans.hpp"
#include "host/search/study.hpp"

namespace trainyard::pipeline {

/// Of the study in `folder`/trials. Without a search: of the one trial that finds the number of rounds.
search::StudySettings study_settings(const Plan& plan, const Goal& goal, const std::filesystem::path& folder);

/// Makes the trials that are missing, with a line for each. With workers, `trainyard resume FOLDER --worker` is what they do.
search::StudyResult make_trials(const Plan& plan, search::StudySettings settings, TrialFolds& folds, const std::filesystem::path& folder);

/// Works on the trials of a run that nobody holds until none is left, by `workers` processes; without that, and on a machine where it may
/// use several GPUs, by one for each.
void share_trials(const Plan& plan, const Data& data, const std::filesystem::path& folder);

/// Works on the trials of a run that another process holds, until none is left or the run is no longer there.
void join_trials(const Plan& plan, const Data& data, const std::filesystem::path& folder);

}  // namespace trainyard::pipeline
