#include "host/serve/request_log.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "host/error/error.hpp"
#include "host/log/log.hpp"

namespace trainyard::serve {

RequestLog::RequestLog(std::filesystem::path file, double share) : file_(std::move(file)), share_(share) {
  open();
  if (fd_ >= 0) return;
  throw Error(ExitCode::cannot_create, "--request-log " + file_.string() + ": " + std::strerror(errno) + "; name a file that can be written");
}

RequestLog::~RequestLog() {
  if (fd_ >= 0) ::close(fd_);
}

void RequestLog::open() { fd_ = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640); }

bool RequestLog::keeps(std::string_view request_id) const {
  const auto hash = static_cast<double>(XXH3_64bits(request_id.data(), request_id.size()));
  return hash < share_ * static_cast<double>(std::numeric_limits<std::uint64_t>::max());
}

bool RequestLog::write(const std::string& line) {
  const std::scoped_lock lock(mutex_);
  const auto size = static_cast<ssize_t>(line.size());
  const bool written = fd_ >= 0 && ::write(fd_, line.data(), line.size()) == size;
  if (!written && !failing_) {
    log::warning("cannot write " + file_.string() + ": " + std::strerror(errno) + "; requests are answered and not logged until that ends");
  }
  failing_ = !written;
  return written;
}

void RequestLog::refresh() {
  const std::scoped_lock lock(mutex_);
  struct stat named {}, opened {};
  const bool same = fd_ >= 0 && ::stat(file_.c_str(), &named) == 0 && ::fstat(fd_, &opened) == 0 && named.st_ino == opened.st_ino &&
                    named.st_dev == opened.st_dev;
  if (same) return;
  if (fd_ >= 0) ::close(fd_);
  open();
}

}  // namespace trainyard::serve
