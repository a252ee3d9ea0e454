#include "host/cluster/outcome.hpp"

#include <algorithm>

#include "host/cluster/reason.hpp"

namespace trainyard::cluster {
namespace {

/// What a job that did not say a code ended with.
ExitCode code_of_state(const std::string& state) {
  if (state == "NODE_FAIL" || state == "BOOT_FAIL" || state == "UNKNOWN") return ExitCode::unavailable;
  return ExitCode::interrupted;  // cancelled, timed out, preempted: the same submission goes on
}

ExitCode code_of(const Task& task) {
  if (task.state.state == "OUT_OF_MEMORY") return ExitCode::out_of_memory;  // its script tells of a killed program at most
  const int code = task.state.exit_code.value_or(0);
  return code != 0 ? static_cast<ExitCode>(code) : code_of_state(task.state.state);
}

const Task* first_failure(const std::vector<Task>& tasks) {
  const auto found = std::ranges::find_if(tasks, [](const Task& task) { return task.stage != "sweep" && task.state.state != "COMPLETED"; });
  return found == tasks.end() ? nullptr : &*found;
}

std::string remedy(const Task& task) {
  const std::string& state = task.state.state;
  // Who collects asks for what the workers do.
  const std::string keys = "cluster." + (task.stage == "collect" ? "sweep" : task.stage);
  if (state == "OUT_OF_MEMORY") return "; give it more with " + keys + ".memory, or let it take less with memory";
  if (state == "TIMEOUT") return "; give it more with " + keys + ".time, or have it asked to save earlier with " + keys + ".signal";
  if (state == "CANCELLED") return "; submitted again it goes on with what is there";
  if (state == "UNKNOWN") return "; Slurm knows nothing of it: was it submitted to another cluster, or long ago?";
  return "";
}

std::string named(const Task& task) { return "stage " + task.stage + " (job " + task.id.substr(0, task.id.find('_')) + ")"; }

std::string end_text(const Task& task) {
  std::string text = task.task + " (job " + task.id + ") ended with " + task.state.state;
  if (task.state.exit_code.value_or(0) != 0) text += ", exit code " + std::to_string(*task.state.exit_code);
  if (!task.state.node.empty()) text += ", on " + task.state.node;
  return text + remedy(task);
}

}  // namespace

bool ended(const std::vector<Task>& tasks) {
  return std::ranges::none_of(tasks, [](const Task& task) { return task.state.live(); });
}

ExitCode verdict(const std::vector<Task>& tasks) {
  const Task* failed = first_failure(tasks);
  return failed == nullptr ? ExitCode::done : code_of(*failed);
}

std::string failure_text(const std::vector<Task>& tasks) {
  const Task* failed = first_failure(tasks);
  if (failed == nullptr) return "";
  const auto worker = std::ranges::find_if(
      tasks, [](const Task& task) { return task.stage == "sweep" && !task.state.live() && task.state.state != "COMPLETED"; });
  const bool tells_why = failed->stage == "collect" && worker != tasks.end();
  return (tells_why ? end_text(*worker) + ". " : "") + end_text(*failed);
}

const Task* stuck(const std::vector<Task>& tasks) {
  const auto found = std::ranges::find_if(tasks, [](const Task& task) { return waits_for(task.state) == WaitsFor::never; });
  return found == tasks.end() ? nullptr : &*found;
}

std::string stuck_text(const Task& task) {
  return named(task) + " waits for what this cluster never has: " + task.state.reason +
         "; change the config's `cluster` section, and take the jobs back with --cancel";
}

std::vector<std::string> doubts(const std::vector<Task>& tasks) {
  std::vector<std::string> out;
  for (const Task& task : tasks) {
    if (waits_for(task.state) != WaitsFor::somebody) continue;
    std::string text = named(task) + " waits for somebody to act: " + task.state.reason;
    if (std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
  }
  return out;
}

}  // namespace trainyard::cluster
