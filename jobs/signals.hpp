// SIGINT, SIGTERM and SIGUSR1: the first asks the chain to save and stop, a second SIGINT ends the program at once.
#pragma once

namespace trainyard::jobs {

/// For verbs that stop safely; the others keep the system's way. A signal that the caller ignores (nohup, a background job) stays
/// ignored.
void stop_safely_on_signals();

}  // namespace trainyard::jobs
