// A study that nobody holds: any number of workers, on any machines, make its trials, and who collects publishes them.
#pragma once

#include <filesystem>

#include "host/pipeline/plan.hpp"

namespace trainyard::pipeline {

/// Throws Error(verdict_no) with the missing trials when some are missing in `folder`/trials and the time was not up.
void check_collected(const Plan& plan, const std::filesystem::path& folder);

}  // namespace trainyard::pipeline
