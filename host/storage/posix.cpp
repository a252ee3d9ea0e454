#include "host/storage/posix.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace trainyard::storage {

namespace {

const char* remedy(int error) {
  switch (error) {
    case ENOSPC:
      return "; free space there, or choose another folder";
    case EDQUOT:
      return "; free some of your quota, or choose another folder";
    case EFBIG:
      return "; raise the file size limit (ulimit -f)";
    case EACCES:
    case EPERM:
      return "; check the owner and mode of the folder, or choose another one";
    case EROFS:
      return "; choose a folder on a writable file system";
    case ENOTDIR:
      return "; a part of the path is a file";
    case EMFILE:
      return "; raise the limit of open files (ulimit -n)";
    case EIO:
      return "; the device reports damage, see the kernel log";
    default:
      return "";
  }
}

ExitCode code_of(int error, ExitCode otherwise) {
  switch (error) {
    case ENOSPC:
    case EFBIG:
    case EIO:
      return ExitCode::io;
    case EDQUOT:
    case EROFS:
    case ENAMETOOLONG:
      return ExitCode::cannot_create;
    default:
      return otherwise;
  }
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = other.release();
  }
  return *this;
}

Descriptor::~Descriptor() { close(); }

int Descriptor::release() noexcept {
  const int fd = fd_;
  fd_ = -1;
  return fd;
}

int Descriptor::close() noexcept {
  if (fd_ < 0) return 0;
  const int result = ::close(release());
  return result == 0 || errno == EINTR ? 0 : errno;
}

void fail(const std::string& doing, const std::filesystem::path& path, int error, ExitCode otherwise) {
  throw Error(code_of(error, otherwise), doing + " " + path.string() + ": " + std::strerror(error) + remedy(error));
}

Descriptor open_file(const std::filesystem::path& path, int flags, unsigned mode) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return Descriptor(fd);
}

void write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (written == 0) {
      fail("cannot write", path, EIO, ExitCode::io);
    } else if (errno != EINTR) {
      fail("cannot write", path, errno, ExitCode::io);
    }
  }
}

int read_all(int fd, std::string& bytes) {
  struct stat info {};
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) bytes.reserve(static_cast<std::size_t>(info.st_size));
  std::array<char, 1 << 16> block;
  while (true) {
    const ssize_t got = ::read(fd, block.data(), block.size());
    if (got == 0) return 0;
    if (got > 0) {
      bytes.append(block.data(), static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      return errno;
    }
  }
}

void sync_file(int fd, const std::filesystem::path& path) {
  while (::fsync(fd) != 0) {
    if (errno != EINTR) fail("cannot sync", path, errno, ExitCode::io);
  }
}

void sync_folder(const std::filesystem::path& folder) {
  Descriptor fd = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (!fd.open()) fail("cannot open the folder", folder, errno, ExitCode::io);
  while (::fsync(fd.get()) != 0) {
    if (errno == EINVAL || errno == ENOTSUP) return;
    if (errno != EINTR) fail("cannot sync the folder", folder, errno, ExitCode::io);
  }
}

std::filesystem::path parent_of(const std::filesystem::path& path) {
  const auto parent = path.parent_path();
  return parent.empty() ? "." : parent;
}

int rename_new(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system without RENAME_NOREPLACE: for a file, link(2) refuses an existing name; for a folder, rename(2) refuses one that is
  // not empty, and every published folder holds a manifest.
  if (std::filesystem::is_directory(from)) {
    struct stat info {};
    if (::lstat(to.c_str(), &info) == 0) return EEXIST;
    if (::rename(from.c_str(), to.c_str()) == 0) return 0;
    return errno == ENOTEMPTY ? EEXIST : errno;
  }
  if (::link(from.c_str(), to.c_str()) != 0) return errno;
  return ::unlink(from.c_str()) == 0 ? 0 : errno;
}

}  // namespace trainyard::storage
