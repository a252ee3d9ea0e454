// In what two runs differ, as `runs diff` answers.
#pragma once

#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// A line per value that differs, and which files have the same bytes; as JSON {status, a, b, differences: [{file, key, a, b}],
/// files: {same, different, only_a, only_b}}.
Answer diff_answer(const Invocation& invocation);

}  // namespace trainyard::jobs
