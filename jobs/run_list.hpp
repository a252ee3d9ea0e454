// The runs of a results directory, as `runs list` and `runs export` answer.
#pragma once

#include "host/results/results.hpp"
#include "host/results/run_table.hpp"
#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// {status, run, experiment, name, metrics, record}
nlohmann::ordered_json run_document(const results::RunEntry& entry);

/// The runs of --experiment, --filter, --sort and --limit, newest first.
std::vector<results::RunRow> wanted_rows(const Invocation& invocation);

/// Adds --filter and --columns.
void add_run_query(Verb& verb);

/// A line per run, newest first unless --sort says otherwise; as JSON {status, results, runs: [run_document]},
/// with --columns runs of these fields alone.
Answer list_answer(const Invocation& invocation);

/// All fields of all runs, or those of --columns, as a table in --output, or as CSV on standard output; {status, rows, fields, output}.
Answer export_answer(const Invocation& invocation);

}  // namespace trainyard::jobs
