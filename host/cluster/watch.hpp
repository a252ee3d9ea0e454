// Waiting for a submission.
#pragma once

#include <functional>
#include <vector>

#include "host/cluster/submission.hpp"

namespace trainyard::cluster {

/// Asks until nothing of the submission can go on; `show` hears of every change. Asks after two seconds, and ever more rarely, down to
/// twice a minute, while nothing changes or Slurm does not answer. Meanwhile keeps what waits from nodes that failed twice, and says what
/// waits for somebody to act. Returns how it all ended; Error(unavailable) when Slurm has not answered for half an hour, or a job waits for
/// what never comes.
std::vector<Task> watch(const Submission& submission, const std::function<void(const std::vector<Task>&)>& show);

}  // namespace trainyard::cluster
