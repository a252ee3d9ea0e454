// The batch script of a stage: readable, complete in itself, and it calls nothing but the program.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/cluster/graph.hpp"

namespace trainyard::cluster {

/// What the scripts of a submission share.
struct ScriptPlace {
  std::filesystem::path folder;  ///< the submission's
  std::string experiment;
  std::filesystem::path program;  ///< outside of a container
  std::filesystem::path base;     ///< folder that the config's relative paths start from
  std::filesystem::path results;
  std::vector<std::string> settings;  ///< options for every stage: --set a=b, …
  std::vector<std::string> excluded;  ///< nodes on which earlier submissions failed
};

/// As Slurm shows it.
std::string job_name(const std::string& experiment, const std::string& stage);

/// The text of `<stage>.sh`. It notes each of its lives in `<folder>/lives`, asks the program to save when Slurm signals it, and is queued
/// again when the program says that it goes on (75), or fails in a way that may be the node's fault (69, 74), three times at most.
std::string script_text(const Job& job, const std::string& device, const ScriptPlace& place);

}  // namespace trainyard::cluster
