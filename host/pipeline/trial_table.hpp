// A study as it is being made: a line per trial.
#pragma once

#include <string>

#include "host/search/study.hpp"

namespace trainyard::pipeline {

/// "trial  state      rmse        best        time     parameters"
std::string trial_header(const std::string& metric);
/// The trial below that header, "best" with a * where it is this one; a failed or pruned one with its reason.
std::string trial_row(const search::Trial& trial, const search::Trial* best);
/// "best rmse 45123.2 (trial 12)"; "" while there is none.
std::string best_note(const search::Trial* best, const std::string& metric);

}  // namespace trainyard::pipeline
