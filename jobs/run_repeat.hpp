// A run done again, as `runs repeat` answers.
#pragma once

#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// Whether the bytes are the same, and if not in which files and what else differs; exit code 1 when they are not. JSON as
/// pipeline::repeat.
Answer repeat_answer(const Invocation& invocation);

}  // namespace trainyard::jobs
