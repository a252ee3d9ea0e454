// report.html: everything that a run's files say, on one page. The same files give the same bytes.
#pragma once

#include <filesystem>
#include <string>

#include "host/report/run_files.hpp"

namespace trainyard::report {

inline constexpr const char* report_name = "report.html";

std::string run_report(const RunFiles& run);

}  // namespace trainyard::report
