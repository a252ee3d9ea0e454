// Options that hold a count.
#pragma once

#include <cstdint>
#include <string>

#include "jobs/invocation.hpp"

namespace trainyard::jobs {

/// The option's count; `otherwise` where it is not given. Throws Error(usage) above `most`.
std::uint64_t count_or(const Invocation& invocation, const std::string& option, std::uint64_t otherwise, std::uint64_t most);

}  // namespace trainyard::jobs
