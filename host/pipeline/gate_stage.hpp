// The gates: whether a run's model may be used.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "host/pipeline/production.hpp"
#include "host/pipeline/stages.hpp"

namespace trainyard::pipeline {

/// gates.json: {"verdict": "passed" | "failed", "gates": [{metric, rule, value, limit, passed, text?, group?}]}, see evaluate::Verdict;
/// null when the config has no gates. `evaluation`: evaluation.json, for fairness. `production`: the model in Production;
/// none when there is none, and then comparisons with it pass and say so. Without test rows every gate of the rows fails.
nlohmann::ordered_json gate_stage(const Plan& plan, const Data& data, const Evaluated& evaluated, const nlohmann::ordered_json& evaluation,
                                  const std::optional<Production>& production);

}  // namespace trainyard::pipeline
