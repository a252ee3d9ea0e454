// The trials of a run, published or being worked on, as `runs trials` asks for them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/results/results.hpp"
#include "host/search/trial_row.hpp"

namespace trainyard::pipeline {

struct TrialQuery {
  bool by_value = false;    ///< best first, those without a value that counts last; else by number
  std::string state = "";   ///< "" for all
  std::uint64_t limit = 0;  ///< the first so many; 0 for all
};

struct TrialListing {
  std::string metric;                 ///< that decides; "" when the run does not say
  std::optional<std::uint64_t> best;  ///< number of the best trial so far; ties go to the lower one
  std::uint64_t total = 0;            ///< trials that are finished, whatever was asked for
  std::vector<search::TrialRow> rows;
};

/// Keeps an index of the trials in the results directory where it can. Throws Error(bad_data) on a trial's file that is none, or when they
/// are to be ordered by a value of unknown direction.
TrialListing list_trials(const results::RunEntry& run, const TrialQuery& query);

}  // namespace trainyard::pipeline
