#include "host/source/file_input.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "host/error/error.hpp"
#include "host/source/system_texts.hpp"

namespace trainyard::source {

FileInput::FileInput(std::filesystem::path path) : path_(std::move(path)) {
  fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // O_NONBLOCK: a named pipe must not hang the open
  if (fd_ < 0) throw Error(ExitCode::no_input, path_.string() + ": cannot be read: " + system_reason(errno));
  struct stat state {};
  if (::fstat(fd_, &state) != 0 || !S_ISREG(state.st_mode)) {
    ::close(fd_);
    throw Error(ExitCode::no_input, path_.string() + ": not a regular file; give the path of a CSV file");
  }
  bytes_ = static_cast<std::uint64_t>(state.st_size);
  seconds_ = state.st_mtim.tv_sec;
  nanoseconds_ = state.st_mtim.tv_nsec;
  modified_ = utc_time(state.st_mtim.tv_sec);
}

FileInput::~FileInput() { ::close(fd_); }

std::size_t FileInput::read(char* into, std::size_t capacity) {
  std::size_t filled = 0;
  while (filled < capacity) {
    const ssize_t got = ::read(fd_, into + filled, capacity - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Error(ExitCode::io, path_.string() + ": read error at byte " + std::to_string(done_) + ": " + system_reason(errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    done_ += static_cast<std::uint64_t>(got);
  }
  if (filled < capacity) check_unchanged();
  return filled;
}

void FileInput::check_unchanged() const {
  struct stat now {};
  if (::fstat(fd_, &now) != 0) throw Error(ExitCode::io, path_.string() + ": " + system_reason(errno));
  if (done_ == bytes_ && static_cast<std::uint64_t>(now.st_size) == bytes_ && now.st_mtim.tv_sec == seconds_ &&
      now.st_mtim.tv_nsec == nanoseconds_) {
    return;
  }
  throw Error(ExitCode::bad_data, path_.string() + ": changed while it was being read (" + std::to_string(bytes_) + " bytes when opened, " +
                                      std::to_string(now.st_size) + " now, " + std::to_string(done_) +
                                      " read); run again once it is complete");
}

}  // namespace trainyard::source
