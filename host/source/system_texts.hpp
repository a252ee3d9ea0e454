// What the system says of a file, as text.
#pragma once

#include <ctime>
#include <string>

namespace trainyard::source {

/// What an errno means.
std::string system_reason(int number);
/// UTC, ISO 8601, whole seconds.
std::string utc_time(std::time_t seconds);

}  // namespace trainyard::source
