// One submission of a config: its folder, its jobs, and what has become of them.
//
//   <results>/submissions/<name>/  graph.json (sealed; the graph, and SHA-256 of the files beside it)  config.yaml  <stage>.sh
//                                  jobs.json (Slurm's ids)  failed_nodes  lives/<task>.<life>  logs/<task>.out
//                                  cancelled (when it was)
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/cluster/graph.hpp"
#include "host/cluster/script.hpp"
#include "host/cluster/slurm.hpp"
#include "host/config/config.hpp"
#include "host/storage/lease.hpp"

namespace trainyard::cluster {

inline constexpr const char* submissions_name = "submissions";

/// A graph with the text of every file that it consists of.
struct Prepared {
  Graph graph;
  std::string name, experiment;
  std::filesystem::path folder;
  std::string key;  ///< the same config under the same settings has the same
  std::vector<std::pair<std::string, std::string>> files;
};

/// Writes nothing. `program`: for the scripts. The config is taken as it is now, with everything put over it. Error(bad_config) for a path
/// that Slurm, or a container, would take for something else.
Prepared prepare(const config::Config& config, const std::filesystem::path& program);

/// A job, or a task of the sweep's array, as people are shown it.
struct Task {
  std::string stage, task, id;
  JobState state;
  int lives = 0;
};

/// Waits until nobody else submits this key, and keeps others from it for as long as it is kept.
storage::Lease hold_key(const std::filesystem::path& results, const std::string& key);

class Submission {
 public:
  /// Writes the folder and hands the scripts to sbatch, each behind the one before. When one is refused the others are cancelled.
  static Submission submit(const Prepared& prepared);
  /// The newest submission of this key that was not cancelled; nothing when there is none.
  static std::optional<Submission> newest(const std::filesystem::path& results, const std::string& key);

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }
  /// Whether all its jobs were submitted; else the program was killed meanwhile, when nobody holds the key.
  [[nodiscard]] bool whole() const;
  /// All tasks in the order of the graph, asked anew. Exit codes are the scripts' own, which accounting may not have. Error(unavailable)
  /// when Slurm does not answer. A job of another name under our id, as there is after a crash of the controller, is not ours.
  [[nodiscard]] std::vector<Task> tasks() const;
  /// The same by what the jobs have noted themselves, without asking Slurm.
  [[nodiscard]] std::vector<Task> noted_tasks() const;
  /// Nodes on which tasks failed twice by what may be the node's fault.
  [[nodiscard]] std::vector<std::string> failed_nodes() const;
  /// Keeps what waits from failed_nodes(), and from those that its script excludes.
  void avoid_failed_nodes(const std::vector<Task>& tasks) const;
  /// Cancels what has not ended, as far as Slurm says so, and notes that it is to be gone on with by another submission.
  void cancel() const;

 private:
  explicit Submission(std::filesystem::path folder);
  [[nodiscard]] std::map<std::string, JobState> ask() const;
  [[nodiscard]] std::vector<Task> tasks_by(const std::map<std::string, JobState>& known) const;
  std::filesystem::path folder_;
  nlohmann::ordered_json graph_, jobs_;
};

/// Copies scripts and graph of the submission that this process works for (TRAINYARD_SUBMISSION) into `run_folder`/cluster; returns the
/// submission's name, "" when there is none.
std::string keep_scripts(const std::filesystem::path& run_folder);

}  // namespace trainyard::cluster
