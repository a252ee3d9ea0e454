#include "jobs/terminal.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <unistd.h>

#include "host/error/error.hpp"

namespace trainyard::jobs {

namespace {

/// Returns 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

bool is_able_terminal(int descriptor) {
  const char* terminal = std::getenv("TERM");
  return ::isatty(descriptor) == 1 && terminal != nullptr && std::strcmp(terminal, "dumb") != 0;
}

bool wants_colour() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  return is_able_terminal(STDOUT_FILENO);
}

}  // namespace

void keep_standard_streams() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) {
      // open() takes the lowest free number, which is this one: the lower ones are open by now.
      if (::open("/dev/null", O_RDWR) != descriptor) ::_exit(static_cast<int>(ExitCode::io));
    }
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a write beyond the file size limit then fails with EFBIG, and the verb ends with 74
}

void write_output(std::string_view text) {
  std::cout.flush();
  std::fflush(stdout);
  const int failed = write_all(STDOUT_FILENO, text);
  if (failed != 0 && failed != EPIPE) {
    throw Error(ExitCode::io, std::string("standard output cannot be written: ") + std::strerror(failed));
  }
}

void write_message(std::string_view text) noexcept { static_cast<void>(write_all(STDERR_FILENO, text)); }

bool messages_move_cursor() { return is_able_terminal(STDERR_FILENO); }

std::string coloured(const std::string& text, Colour colour) {
  static const bool wanted = wants_colour();
  if (!wanted) return text;
  const char* code = colour == Colour::green ? "32" : colour == Colour::yellow ? "33" : "31";
  return std::string("\033[") + code + "m" + text + "\033[0m";
}

}  // namespace trainyard::jobs
