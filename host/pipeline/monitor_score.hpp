// The live score: what became of rows whose labels have arrived.
#pragma once

#include "host/monitor/finding.hpp"
#include "host/monitor/options.hpp"
#include "host/monitor/reference.hpp"
#include "host/pipeline/monitor_rows.hpp"
#include "host/pipeline/plan.hpp"

namespace trainyard::pipeline {

/// With a file of labels those, joined by key; else the rows' own targets. {from: "labels" | "input", rows, rows_without_label,
/// labels_without_row, metrics: {metric: value}, …}, see monitor::check_score(); null with neither. Throws as read_labels() and
/// monitor::join_labels().
monitor::Finding live_score(const Plan& plan, const monitor::Options& options, const bundle::Bundle& bundle,
                            const monitor::Reference& reference, const MonitoredRows& rows, const MonitoredRequest& request);

/// Reports to the config a metric of the limit that does not go with the model.
void check_score_limit(const Plan& plan, const monitor::Options& options, const bundle::Bundle& bundle);

}  // namespace trainyard::pipeline
