// Errors that reach the user: what is wrong, where, the value, and the remedy, with the exit code that says whose fault it is.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace trainyard {

/// Process exit codes (sysexits.h, plus 1 for "ran, and the verdict is no" and 75 for "interrupted with everything saved").
enum class ExitCode : int {
  done = 0,
  verdict_no = 1,
  usage = 64,
  bad_data = 65,
  no_input = 66,
  unavailable = 69,
  bug = 70,
  out_of_memory = 71,
  cannot_create = 73,
  io = 74,
  interrupted = 75,
  not_permitted = 77,
  bad_config = 78,
};

/// The one exception type that library code throws on purpose; anything else that reaches main() is a bug (70).
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

/// Returns the known name nearest to `name` (Damerau-Levenshtein, at most a third of its length away), or "" when none is near.
std::string nearest_name(std::string_view name, std::span<const std::string> known);

/// Returns ", did you mean 'x'?" when a known name is near, else "; known: a, b, c" (all of them, in the order given).
std::string suggest(std::string_view name, std::span<const std::string> known);

}  // namespace trainyard
