#include "host/cluster/watch.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "host/cluster/outcome.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"

namespace trainyard::cluster {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest{2000}, longest{30000};
constexpr std::chrono::minutes patience{30};
constexpr int most_stuck = 3;    // answers in a row: a reason may be of the moment before
constexpr int most_unknown = 5;  // answers in a row that do not know a job: one that just ended may be nowhere for a moment

/// What changes while people watch, but for the time.
std::string told(const std::vector<Task>& tasks) {
  std::string text;
  for (const Task& task : tasks)
    text += task.task + " " + task.state.state + " " + task.state.node + " " + std::to_string(task.lives) + "\n";
  return text;
}

bool any_unknown(const std::vector<Task>& tasks) {
  return std::ranges::any_of(tasks, [](const Task& task) { return task.state.state == "UNKNOWN"; });
}

/// Says each once.
void warn(const std::vector<std::string>& texts, std::set<std::string>& said) {
  for (const std::string& text : texts) {
    if (said.insert(text).second) log::warning(text);
  }
}

/// The next answer; until then nothing, and word that Slurm did not answer. Error(unavailable) when that has lasted too long.
std::optional<std::vector<Task>> ask(const Submission& submission, std::chrono::steady_clock::time_point heard) {
  try {
    return submission.tasks();
  } catch (const Error& error) {
    if (error.code() != ExitCode::unavailable || std::chrono::steady_clock::now() - heard > patience) throw;
    log::warning(std::string(error.what()) + "; asking again");
    return std::nullopt;
  }
}

}  // namespace

std::vector<Task> watch(const Submission& submission, const std::function<void(const std::vector<Task>&)>& show) {
  std::string before;
  std::set<std::string> said;
  milliseconds pause = shortest;
  int unknown = 0, stuck_for = 0;
  auto heard = std::chrono::steady_clock::now();
  for (;; std::this_thread::sleep_for(pause)) {
    const auto tasks = ask(submission, heard);
    if (!tasks) {
      pause = std::min(longest, pause * 2);
      continue;
    }
    heard = std::chrono::steady_clock::now();
    const std::string now = told(*tasks);
    if (now != before) {
      show(*tasks);
      submission.avoid_failed_nodes(*tasks);
    }
    warn(doubts(*tasks), said);
    const Task* waits = stuck(*tasks);
    stuck_for = waits != nullptr ? stuck_for + 1 : 0;
    if (stuck_for >= most_stuck) throw Error(ExitCode::unavailable, stuck_text(*waits));
    pause = now != before || waits != nullptr ? shortest : std::min(longest, pause * 3 / 2);
    before = now;
    unknown = any_unknown(*tasks) ? unknown + 1 : 0;
    if (ended(*tasks) && (unknown == 0 || unknown >= most_unknown)) return *tasks;
  }
}

}  // namespace trainyard::cluster
