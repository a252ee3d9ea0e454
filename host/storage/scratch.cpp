#include "host/storage/scratch.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "host/storage/atomic_file.hpp"
#include "host/storage/leftovers.hpp"
#include "host/storage/posix.hpp"

namespace trainyard::storage {

ScratchFile::ScratchFile(ScratchFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), bytes_(other.bytes_), path_(std::move(other.path_)) {}

ScratchFile& ScratchFile::operator=(ScratchFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(bytes_, other.bytes_);
  std::swap(path_, other.path_);
  return *this;
}

ScratchFile::~ScratchFile() {
  if (fd_ >= 0) ::close(fd_);
}

void ScratchFile::append(std::span<const std::byte> bytes) {
  write_all(fd_, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path_);
  bytes_ += bytes.size();
}

void ScratchFile::read(std::uint64_t offset, std::span<std::byte> to) const {
  while (!to.empty()) {
    const ssize_t got = ::pread(fd_, to.data(), to.size(), static_cast<off_t>(offset));
    if (got > 0) {
      to = to.subspan(static_cast<std::size_t>(got));
      offset += static_cast<std::uint64_t>(got);
    } else if (got == 0 || errno != EINTR) {
      fail("cannot read back", path_, got == 0 ? EIO : errno, ExitCode::io);
    }
  }
}

ScratchFolder::~ScratchFolder() {
  if (made_) ::rmdir(path_.c_str());
}

ScratchFile ScratchFolder::make_file() {
  std::error_code unknown;
  if (!std::filesystem::exists(path_, unknown)) {
    make_folder(path_);
    made_ = true;
  }
  const std::filesystem::path path = path_ / temporary_name("scratch");
  Descriptor fd = open_file(path, O_RDWR | O_CREAT | O_EXCL, 0600);
  if (!fd.open()) fail("cannot create a scratch file in", path_, errno, ExitCode::cannot_create);
  // On NFS the name becomes .nfs… and goes with the last descriptor.
  if (::unlink(path.c_str()) != 0) fail("cannot unlink", path, errno, ExitCode::cannot_create);
  return {fd.release(), path};
}

}  // namespace trainyard::storage
