// Why a job waits, by Slurm's reason codes.
#pragma once

#include "host/cluster/slurm.hpp"

namespace trainyard::cluster {

/// turn: for others, time or licences, which goes by itself. somebody: for a node that is away, a closed partition, or who holds the job.
/// never: for what does not come unless the job or the cluster's limits are changed.
enum class WaitsFor { turn, somebody, never };

/// Of a job that does not wait, and for a reason that is not known here: turn.
WaitsFor waits_for(const JobState& state);

}  // namespace trainyard::cluster
