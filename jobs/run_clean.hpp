// Old runs removed, as `runs clean` answers.
#pragma once

#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// Adds --keep-last, --older-than and --dry-run.
void add_retention(Verb& verb);

/// A line per old run: removed, or why it stays; as JSON {status, results, dry_run, bytes, runs: [{run, bytes, removed, kept_for}]}.
Answer clean_answer(const Invocation& invocation);

}  // namespace trainyard::jobs
