// Processes that work on a study, and the one that watches them.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace trainyard::pipeline {

/// Starts one process per command line (its first word is the program's path) with standard output closed to them, and waits until all have
/// ended with 0. One that a signal killed, or that was asked to stop by somebody else, is started again, unless fifty in a row ended so
/// without `tick` saying that something was finished meanwhile. Any other end stops the rest and throws Error with that exit code; when
/// `stop` says so they are asked to stop, and Error(interrupted) follows. They stop too when this process is killed.
void watch_processes(const std::vector<std::vector<std::string>>& commands, const std::function<bool()>& stop,
                     const std::function<bool()>& tick);

}  // namespace trainyard::pipeline
