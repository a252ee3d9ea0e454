// From the command line to an exit code: finds the verb, parses its options, calls it, prints its answer or its error.
#pragma once

#include <string>
#include <vector>

namespace trainyard::jobs {

/// `arguments` without the program's own name. Never throws; returns the exit code of host/error/error.hpp.
/// With `--json` anywhere among them, standard output gets exactly one line, a JSON document, also when the verb fails.
int run_program(const std::vector<std::string>& arguments) noexcept;

}  // namespace trainyard::jobs
