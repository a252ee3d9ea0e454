// The trials of a run, as `runs trials` answers.
#pragma once

#include "host/pipeline/trial_list.hpp"
#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// A line per trial, the best one marked with *, and what there is of them below; as JSON {status, run, experiment, metric, best, total,
/// trials}. Ten thousand of them take a while to write out, so only the one that is asked for is there.
Answer trials_answer(const results::RunEntry& run, const pipeline::TrialListing& listing, bool json);

}  // namespace trainyard::jobs
