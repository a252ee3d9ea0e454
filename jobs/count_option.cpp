#include "jobs/count_option.hpp"

#include "host/error/error.hpp"

namespace trainyard::jobs {

std::uint64_t count_or(const Invocation& invocation, const std::string& option, std::uint64_t otherwise, std::uint64_t most) {
  if (!invocation.has(option)) return otherwise;
  const std::uint64_t count = invocation.count(option);
  if (count <= most) return count;
  throw Error(ExitCode::usage,
              invocation.verb().name + ": --" + option + " " + invocation.text(option) + ": " + std::to_string(most) + " is the most");
}

}  // namespace trainyard::jobs
