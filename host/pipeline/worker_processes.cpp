#include "host/pipeline/worker_processes.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "host/error/error.hpp"
#include "host/log/log.hpp"

namespace trainyard::pipeline {
namespace {

constexpr std::chrono::milliseconds pause{50};
constexpr int most_deaths = 50;

/// In the new process: nothing but system calls, for other threads may hold any lock.
[[noreturn]] void become(char* const* words, int output, pid_t parent) {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::setpgid(0, 0);  // Ctrl-C is for the process that watches
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(128 + SIGTERM);
  ::dup2(output, STDOUT_FILENO);
  ::execv(words[0], words);
  ::_exit(127);
}

pid_t start(const std::vector<std::string>& command) {
  std::vector<char*> words;
  words.reserve(command.size() + 1);
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));  // execv wants it so, and changes nothing
  words.push_back(nullptr);
  const int output = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  const pid_t parent = ::getpid(), child = ::fork();
  if (child == 0) become(words.data(), output, parent);
  const int reason = errno;
  ::close(output);
  if (child < 0) throw Error(ExitCode::unavailable, std::string("a worker process cannot be started: ") + std::strerror(reason));
  return child;
}

class Workers {
 public:
  explicit Workers(const std::vector<std::vector<std::string>>& commands) {
    try {
      for (const auto& command : commands) all_.push_back({&command, start(command)});
    } catch (...) {
      end();
      throw;
    }
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers() { end(); }

  [[nodiscard]] bool at_work() const {
    for (const auto& worker : all_) {
      if (worker.pid > 0) return true;
    }
    return false;
  }

  /// Takes note of those that have ended; returns how many died and were started again.
  int replace_the_dead() {
    int deaths = 0;
    for (auto& worker : all_) {
      int status = 0;
      if (worker.pid <= 0 || ::waitpid(worker.pid, &status, WNOHANG) != worker.pid) continue;
      worker.pid = 0;
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
      if (WIFEXITED(status) && WEXITSTATUS(status) != static_cast<int>(ExitCode::interrupted)) {
        throw Error(static_cast<ExitCode>(WEXITSTATUS(status)),
                    "a worker process ended with " + std::to_string(WEXITSTATUS(status)) + "; what it said is above");
      }
      log::warning(WIFSIGNALED(status)
                       ? std::string("a worker process died (") + strsignal(WTERMSIG(status)) + "); another one takes its place"
                       : "a worker process was asked to stop; another one takes its place");
      worker.pid = start(*worker.command);
      ++deaths;
    }
    return deaths;
  }

  void end() {
    for (const auto& worker : all_) {
      if (worker.pid > 0) ::kill(worker.pid, SIGTERM);
    }
    for (auto& worker : all_) {
      while (worker.pid > 0 && ::waitpid(worker.pid, nullptr, 0) < 0 && errno == EINTR) {
      }
      worker.pid = 0;
    }
  }

 private:
  struct Worker {
    const std::vector<std::string>* command;
    pid_t pid;  // 0: has ended
  };
  std::vector<Worker> all_;
};

}  // namespace

void watch_processes(const std::vector<std::vector<std::string>>& commands, const std::function<bool()>& stop,
                     const std::function<bool()>& tick) {
  Workers workers(commands);
  int deaths = 0;
  while (workers.at_work()) {
    if (stop()) {
      workers.end();
      throw Error(ExitCode::interrupted, "the search was stopped");
    }
    deaths += workers.replace_the_dead();
    if (tick()) deaths = 0;
    if (deaths >= most_deaths) {
      throw Error(ExitCode::unavailable, std::to_string(deaths) +
                                             " worker processes in a row died before a trial was finished; the machine may be short of "
                                             "memory: try fewer workers");
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace trainyard::pipeline
