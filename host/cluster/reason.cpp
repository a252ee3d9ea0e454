#include "host/cluster/reason.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace trainyard::cluster {
namespace {

// Of Slurm's job_reason_codes.html. squeue writes "ReqNodeNotAvail, UnavailableNodes:…", so these are beginnings.
constexpr std::array<std::string_view, 10> for_ever = {
    "PartitionConfig", "PartitionNodeLimit", "PartitionTimeLimit", "BadConstraints", "InvalidAccount",
    "InvalidQOS",      "AccountNotAllowed",  "QOSNotAllowed",      "QOSMin",         "DependencyNeverSatisfied"};
constexpr std::array<std::string_view, 10> until_somebody_acts = {"ReqNodeNotAvail",
                                                                  "Nodes required for job are DOWN",
                                                                  "Nodes_required_for_job_are_DOWN",
                                                                  "NodeDown",
                                                                  "PartitionDown",
                                                                  "PartitionInactive",
                                                                  "JobHeld",
                                                                  "JobLaunchFailure",
                                                                  "launch failed",
                                                                  "launch_failed"};

bool begins(const std::string& reason, const auto& words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return reason.starts_with(word); });
}

/// A limit that this job exceeds by itself, whatever else runs: AssocMaxCpuPerJobLimit, QOSMaxNodePerJobLimit, …
bool is_limit_of_one_job(const std::string& reason) {
  if (!reason.starts_with("AssocMax") && !reason.starts_with("QOSMax")) return false;
  return reason.find("PerJob") != std::string::npos || reason.find("PerNode") != std::string::npos;
}

}  // namespace

WaitsFor waits_for(const JobState& state) {
  if (state.state != "PENDING") return WaitsFor::turn;
  if (begins(state.reason, for_ever) || is_limit_of_one_job(state.reason)) return WaitsFor::never;
  return begins(state.reason, until_somebody_acts) ? WaitsFor::somebody : WaitsFor::turn;
}

}  // namespace trainyard::cluster
