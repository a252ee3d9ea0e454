// Trials that are on record elsewhere, so that none is tried twice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/pipeline/plan.hpp"
#include "host/results/results.hpp"
#include "host/search/study.hpp"

namespace trainyard::pipeline {

/// One more than the highest number of a finished trial in `run_folder`/trials; 0 when there is none.
std::uint64_t trials_begun(const std::filesystem::path& run_folder);

/// The finished trials in `run_folder`/trials, by number. Throws Error(bad_data) when a file is none.
std::vector<search::Trial> trials_of(const std::filesystem::path& run_folder);

/// Whether the run, published or interrupted, is of this study: the same study_key() and the same starting points.
bool is_of_study(const results::RunEntry& entry, const Plan& plan, const std::string& study);

/// Copies what is missing in `run_folder`/trials, up to the plan's number of trials, from the run of the same study that has most of them,
/// the newest of several. A published one is held against its manifest first; one that was changed is warned of and passed over.
void take_trials(const results::Results& results, const Plan& plan, const std::string& study, const std::filesystem::path& run_folder);

}  // namespace trainyard::pipeline
