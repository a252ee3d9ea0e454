// evaluation.json: for whom a model is bad, why, and what makes its score doubtful.
//
//   {"slices": [{column, groups: [{value, rows, metrics}]}],     evaluate.slices: see evaluate::slice_scores
//    "worst_slices": [{column, value, rows, metrics, overall, loss, p_value, looks}],   of all features: see evaluate::worst_slices
//    "fairness": {column: {…}},                                   evaluate.fairness.groups, and the groups of gates: see evaluate::fairness
//    "worst_rows": [{source, row, target, prediction, …}],        see worst_rows()
//    "importance": {feature: mean_abs_contribution},              see importance()
//    "contributions": {rows, features: [{feature, contributions, ranks}]},
//    "split_importance": {type: {feature: value}},
//    "warnings": [{kind, text}]}                                  see data_warnings(), known_rows_warning() and evaluate::optimism
//
// Without test rows it holds the warnings alone.
#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "host/evaluate/warning.hpp"
#include "host/pipeline/stages.hpp"

namespace trainyard::pipeline {

/// `metrics` as metrics.json has them, by which warnings are found beside those of the data and those `known` of the model. More than
/// 200,000 test rows are sampled for the worst slices.
nlohmann::ordered_json evaluation(const Plan& plan, const Data& data, const Evaluated& evaluated, const nlohmann::ordered_json& metrics,
                                  std::span<const evaluate::Warning> known);

}  // namespace trainyard::pipeline
