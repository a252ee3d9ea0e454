#include "host/source/standard_input.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

#include "host/error/error.hpp"
#include "host/source/system_texts.hpp"

namespace trainyard::source {
namespace {

constexpr const char* pipe_it = "; pipe the table into the program, or name a file instead";

/// Also a folder that is not there, which std::filesystem::temp_directory_path() refuses without naming it.
std::filesystem::path temporary_folder() {
  const char* given = std::getenv("TMPDIR");
  return given != nullptr && *given != '\0' ? given : "/tmp";
}

// Not every file system has files that never had a name.
int open_unnamed(const std::filesystem::path& folder) {
  if (const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); fd >= 0) return fd;
  std::string path = folder / "trainyard-input-XXXXXX";
  const int fd = ::mkostemp(path.data(), O_CLOEXEC);
  if (fd >= 0) ::unlink(path.c_str());
  return fd;
}

void write_all(int fd, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t done = ::write(fd, bytes, size);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) {
      throw Error(ExitCode::io, temporary_folder().string() + ": standard input cannot be kept there: " + system_reason(errno) +
                                    "; set TMPDIR to a folder with room for it");
    }
    bytes += done;
    size -= static_cast<std::size_t>(done);
  }
}

}  // namespace

StandardInput::StandardInput(const std::function<void(std::uint64_t)>& progress) {
  if (::isatty(STDIN_FILENO) == 1) throw Error(ExitCode::no_input, std::string("standard input is a terminal") + pipe_it);
  fd_ = open_unnamed(temporary_folder());
  if (fd_ < 0) {
    throw Error(ExitCode::cannot_create, temporary_folder().string() + ": standard input cannot be kept there: " + system_reason(errno) +
                                             "; set TMPDIR to a folder with room for it");
  }
  path_ = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(fd_);
  try {
    fill(progress);
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

StandardInput::~StandardInput() { ::close(fd_); }

void StandardInput::fill(const std::function<void(std::uint64_t)>& progress) const {
  std::vector<char> buffer(std::size_t{1} << 18);
  std::uint64_t done = 0;
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      throw Error(errno == EBADF ? ExitCode::no_input : ExitCode::io, "standard input cannot be read: " + system_reason(errno) + pipe_it);
    write_all(fd_, buffer.data(), static_cast<std::size_t>(got));
    done += static_cast<std::uint64_t>(got);
    progress(done);  // at the end too: who stops this program with Ctrl-C stops the one before it, and the table is not whole
    if (got == 0) break;
  }
  if (done == 0) throw Error(ExitCode::no_input, std::string("standard input is empty") + pipe_it);
}

std::string StandardInput::named(std::string text) const {
  const std::string path = path_.string();
  for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path, at)) text.replace(at, path.size(), name);
  return text;
}

}  // namespace trainyard::source
