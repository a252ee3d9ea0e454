// The trials of a run, as `runs trials` answers.
#pragma once

#include "host/pipeline/trial_list.hpp"
#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// A line per trial, the best one marked with *, and what there is of them below; as JSON {status, run, experiment, metric, best, total,
/// trials}.
Answer trials_answer(const results::RunEntry& run, const pipeline::TrialListing& listing);

}  // namespace trainyard::jobs
