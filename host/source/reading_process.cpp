#include "host/source/reading_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/error/error.hpp"
#include "host/source/system_texts.hpp"

namespace trainyard::source {
namespace {

[[noreturn]] void no_process() {
  throw Error(ExitCode::unavailable, "no process can be started to read the file: " + system_reason(errno));
}

void prepare_child(int to_parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGPROF, SIG_DFL);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
  const auto end = static_cast<unsigned>(to_parent);
  if (end > 3) ::close_range(3, end - 1, 0);
  ::close_range(end + 1, ~0U, 0);
}

void write_all(int to_parent, const void* bytes, std::size_t size) {
  const char* at = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t done = ::write(to_parent, at, size);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) ::_exit(1);
    at += done;
    size -= static_cast<std::size_t>(done);
  }
}

}  // namespace

ReadingProcess::ReadingProcess(const std::function<void(const Write&)>& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) no_process();
  child_ = ::fork();
  if (child_ < 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    no_process();
  }
  if (child_ == 0) {
    prepare_child(ends[1]);
    try {
      work([&](const void* bytes, std::size_t size) { write_all(ends[1], bytes, size); });
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  from_child_ = ends[0];
}

ReadingProcess::~ReadingProcess() {
  ::close(from_child_);
  ::kill(child_, SIGKILL);
  while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool ReadingProcess::read(void* into, std::size_t bytes) {
  char* at = static_cast<char*>(into);
  while (bytes > 0) {
    const ssize_t got = ::read(from_child_, at, bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    bytes -= static_cast<std::size_t>(got);
  }
  return true;
}

void ReadingProcess::allow(int seconds) {
  const itimerval left{{0, 0}, {seconds, 0}};
  ::setitimer(ITIMER_PROF, &left, nullptr);  // ends in SIGPROF
}

}  // namespace trainyard::source
