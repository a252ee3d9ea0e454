// The JSON document that a verb answers with about one run.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/results/results.hpp"

namespace trainyard::pipeline {

/// {status, run, experiment, metrics} and, where the run has them, best, search, importance, dataset, split, warnings (of evaluation.json),
/// gates (gates.json), model.
nlohmann::ordered_json summary_of(const results::RunEntry& entry, const std::string& status);

}  // namespace trainyard::pipeline
