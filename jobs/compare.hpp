// `runs compare`: runs side by side.
#pragma once

#include "jobs/invocation.hpp"

namespace trainyard::jobs {

/// Of the runs named by the words after the first; --output writes the HTML page too.
Answer compare_answer(const Invocation& invocation);

}  // namespace trainyard::jobs
