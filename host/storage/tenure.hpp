// Which life of a job this process belongs to, where a scheduler runs jobs again.
#pragma once

#include <cstdint>
#include <string>

namespace trainyard::storage {

/// A scheduler that no longer hears of a node starts its job again elsewhere while the first run may still be at work. Both have the same
/// job id, and schedulers use ids again; so whoever starts the program names the job by something that no other job ever has
/// (TRAINYARD_JOB), and numbers its lives upward (TRAINYARD_LIFE). Of two lives of a job only the later one holds anything.
struct Tenure {
  std::string job;  ///< empty: no job; with the task of the step it is in, so that tasks side by side are told apart
  std::uint64_t life = 0;
};

/// Of this process, from its environment.
Tenure this_tenure();
/// Whether ours is a later life of the same job.
bool supersedes(const Tenure& ours, const Tenure& other);

}  // namespace trainyard::storage
