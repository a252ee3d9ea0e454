#include "host/cluster/watch.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "host/error/error.hpp"
#include "host/log/log.hpp"

namespace trainyard::cluster {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest{2000}, longest{30000};
constexpr std::chrono::minutes patience{30};
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

}  // namespace

std::vector<Task> watch(const Submission& submission, const std::function<void(const std::vector<Task>&)>& show) {
  std::string before;
  milliseconds pause = shortest;
  int unknown = 0;
  auto heard = std::chrono::steady_clock::now();
  for (;;) {
    try {
      const auto tasks = submission.tasks();
      heard = std::chrono::steady_clock::now();
      const std::string now = told(tasks);
      if (now != before) {
        show(tasks);
        submission.avoid_failed_nodes(tasks);
      }
      pause = now != before ? shortest : std::min(longest, pause * 3 / 2);
      before = now;
      unknown = any_unknown(tasks) ? unknown + 1 : 0;
      if (ended(tasks) && (unknown == 0 || unknown >= most_unknown)) return tasks;
    } catch (const Error& error) {
      if (error.code() != ExitCode::unavailable || std::chrono::steady_clock::now() - heard > patience) throw;
      log::warning(std::string(error.what()) + "; asking again");
      pause = std::min(longest, pause * 2);
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace trainyard::cluster
