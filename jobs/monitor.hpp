// What monitor found, as its verb answers, and `resume` of such a run.
#pragma once

#include <nlohmann/json.hpp>

#include "jobs/verb.hpp"

namespace trainyard::jobs {

/// Of pipeline::monitor's summary; exit code 1 with alerts.
Answer monitor_answer(const nlohmann::ordered_json& summary);

}  // namespace trainyard::jobs
