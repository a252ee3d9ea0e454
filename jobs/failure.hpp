// Exceptions that reach the program, as exit code and message; and the list of exit codes that --help prints.
#pragma once

#include <exception>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "host/error/error.hpp"

namespace trainyard::jobs {

struct ExitMeaning {
  ExitCode code;
  const char* name;  ///< as in the document of --json
  const char* meaning;
};
/// Every exit code but "128+N ended by signal N".
std::span<const ExitMeaning> exit_meanings();

struct Failure {
  ExitCode code = ExitCode::bug;
  std::string message;  ///< one mistake per line
  /// {"status": "error" | "interrupted", "code", "reason", "message"}
  [[nodiscard]] nlohmann::ordered_json document() const;
  /// `error: …` for people, a line per mistake; an interruption is no error and gets no such word.
  [[nodiscard]] std::string text() const;
};

/// Says whose fault an exception is. What nobody threw on purpose is a bug, and the message says what to report.
Failure failure_of(const std::exception_ptr& thrown) noexcept;

/// An exception that nothing can catch (thrown in a parallel region) ends the program with a message and an exit code too.
void explain_terminate();

}  // namespace trainyard::jobs
