#include "host/system/command.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/error/error.hpp"

namespace trainyard::system {
namespace {

[[noreturn]] void cannot_start(const std::string& program, int error) {
  throw Error(ExitCode::unavailable, program + " cannot be started: " + std::strerror(error));
}

/// A pipe whose ends are closed when it goes.
struct Pipe {
  std::array<int, 2> ends{-1, -1};

  explicit Pipe(const std::string& program) {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) cannot_start(program, errno);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(0);
    close(1);
  }
  void close(std::size_t end) {
    if (ends.at(end) >= 0) ::close(ends.at(end));
    ends.at(end) = -1;
  }
};

/// Starts it with the signals as a shell would; 0 when there is no such program.
pid_t spawn(const std::vector<std::string>& words, const Pipe& output, const Pipe& errors) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // posix_spawn wants it so, and changes nothing
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none, usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, errors.ends[1], STDERR_FILENO);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, arguments.front(), &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error == ENOENT || error == EACCES || error == ENOTDIR) return 0;
  if (error != 0) cannot_start(words.front(), error);
  return child;
}

/// Takes in both streams until they are closed; false when the time was up before.
bool read_both(Pipe& output, Pipe& errors, double seconds, Ran& ran) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (output.ends[0] >= 0 || errors.ends[0] >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    std::array<pollfd, 2> streams{pollfd{output.ends[0], POLLIN, 0}, pollfd{errors.ends[0], POLLIN, 0}};
    if (::poll(streams.data(), streams.size(), static_cast<int>(left)) <= 0) continue;
    std::array<char, 4096> bytes{};
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (streams.at(i).revents == 0) continue;
      const ssize_t got = ::read(streams.at(i).fd, bytes.data(), bytes.size());
      if (got < 0 && errno == EINTR) continue;
      if (got > 0) {
        (i == 0 ? ran.output : ran.errors).append(bytes.data(), static_cast<std::size_t>(got));
      } else {
        (i == 0 ? output : errors).close(0);
      }
    }
  }
  return true;
}

}  // namespace

std::string shell_quoted(const std::string& word) {
  const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

Ran run_command(const std::vector<std::string>& words, double seconds) {
  Ran ran;
  Pipe output(words.front()), errors(words.front());
  const pid_t child = spawn(words, output, errors);
  if (child == 0) return ran;
  ran.found = true;
  output.close(1);
  errors.close(1);
  ran.timed_out = !read_both(output, errors, seconds, ran);
  if (ran.timed_out) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ran;
}

}  // namespace trainyard::system
