// What the verbs over a config that make a run share: run, train, sweep, evaluate, resume.
#pragma once

#include "host/pipeline/pipeline.hpp"
#include "jobs/invocation.hpp"
#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// The option of verbs that search.
void add_workers(Verb& verb);
/// The option of verbs that a submitted copy of a config is given to.
void add_base(Verb& verb);
/// A verb with CONFIG, --new and --dataset.
Verb chain_verb(const std::string& name, const std::string& summary, std::vector<Example> examples);

/// The summary as the document, and for people: dataset, best trial, metrics with the baseline beside them, where the run lies, the
/// command to predict with. Leaves out what the summary does not hold.
Answer chain_answer(const pipeline::Outcome& outcome);

/// `metric  test  baseline  cv  train`: a line per metric, a column per part of `metrics` that is there; "" when there is none.
std::string metrics_text(const nlohmann::ordered_json& metrics, std::size_t indent);

/// A line per gate of a gates.json: "passed  rmse  44123.4  at most 55000"; "" without any.
std::string gates_text(const nlohmann::ordered_json& document, std::size_t indent);

/// "20,640 rows, 12 in quarantine, version 3f9a1c…, made now" from {rows, quarantined, version, made}; `when` it was made, if it was.
std::string dataset_text(const nlohmann::ordered_json& dataset, const std::string& when = "now");

/// "max_depth 6, learning_rate 0.08" from a flat object.
std::string params_text(const nlohmann::ordered_json& params);

}  // namespace trainyard::jobs
