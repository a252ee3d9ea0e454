// Slurm's own commands: sbatch, squeue, sacct, scontrol, scancel. Any but sbatch may be missing, and all of them may fail for a while.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace trainyard::cluster {

/// Largest number of tasks in a job array; Slurm's default (1001) where nobody says.
std::uint64_t max_array_size();

/// How many nodes sinfo lists; 0 where it cannot be asked.
std::uint64_t node_count();

/// Hands a script to sbatch, in whose folder it runs, behind another job ("" for none) and returns the job's id. Throws by whose fault it
/// is, with sbatch's own words: Error(unavailable) where sbatch is missing, cannot reach the controller, or says what is not known here;
/// Error(bad_config) for a partition, account, quality of service or resource that there is not; Error(not_permitted) for one that the user
/// may not have, or has too much of.
std::string submit_script(const std::string& script, const std::string& folder, const std::string& condition, const std::string& after);

/// One job, or one task of an array.
struct JobState {
  std::string name;   ///< as it was submitted; "" where Slurm does not say
  std::string state;  ///< Slurm's word, "PENDING", "RUNNING", "COMPLETED", …
  std::string elapsed, node, reason;
  std::optional<int> exit_code;  ///< as a shell gives it; only of one that has ended, where Slurm knows

  /// Whether it may still do anything.
  [[nodiscard]] bool live() const;
};

/// What is known of these jobs, by id, for an array "id_task". Asks squeue, and for those that it does not know sacct and scontrol. Nothing
/// of a job that none of them knows. Error(unavailable) when none of the three can be asked.
std::map<std::string, JobState> job_states(const std::vector<std::string>& ids);

/// Cancels jobs that have not ended. Error(unavailable) when scancel is missing or refuses.
void cancel_jobs(const std::vector<std::string>& ids);

/// Keeps waiting jobs from these nodes, and from no other, as far as scontrol is there and lets us.
void exclude_nodes(const std::vector<std::string>& ids, const std::vector<std::string>& nodes);

}  // namespace trainyard::cluster
