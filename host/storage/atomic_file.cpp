#include "host/storage/atomic_file.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/storage/leftovers.hpp"
#include "host/storage/posix.hpp"

namespace trainyard::storage {

AtomicFile::AtomicFile(std::filesystem::path final_path) : final_(std::move(final_path)) {
  if (final_.filename().empty()) throw Error(ExitCode::cannot_create, "cannot create " + final_.string() + ": it names no file");
  temporary_ = parent_of(final_) / temporary_name(final_.filename().string());
  Descriptor fd = open_file(temporary_, O_WRONLY | O_CREAT | O_EXCL, 0640);
  if (!fd.open()) fail("cannot create", final_, errno, ExitCode::cannot_create);
  fd_ = fd.release();
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!published_) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  if (fd_ < 0) throw Error(ExitCode::bug, "written after it was published: " + final_.string());
  write_all(fd_, bytes, final_);
}

void AtomicFile::sync() {
  Descriptor own(fd_);
  fd_ = -1;
  if (!own.open()) throw Error(ExitCode::bug, "published twice: " + final_.string());
  struct stat ours {
  }, there{};
  if (::fstat(own.get(), &ours) != 0) fail("cannot read the state of", temporary_, errno, ExitCode::io);
  if (::stat(temporary_.c_str(), &there) != 0) fail("cannot find what was written to", temporary_, errno, ExitCode::io);
  if (ours.st_ino != there.st_ino || ours.st_dev != there.st_dev) {  // another library put its own file in place of ours
    own = open_file(temporary_, O_RDONLY);
    if (!own.open()) fail("cannot open", temporary_, errno, ExitCode::io);
  }
  if (::fchmod(own.get(), there.st_mode & 0640) != 0) fail("cannot set the mode of", temporary_, errno, ExitCode::io);
  sync_file(own.get(), final_);
  if (const int error = own.close(); error != 0) fail("cannot close", final_, error, ExitCode::io);
}

void AtomicFile::publish() {
  sync();
  if (::rename(temporary_.c_str(), final_.c_str()) != 0) fail("cannot rename a finished file to", final_, errno, ExitCode::cannot_create);
  published_ = true;
  sync_folder(parent_of(final_));
}

bool AtomicFile::publish_new() {
  sync();
  const int error = rename_new(temporary_, final_);
  if (error == EEXIST) return false;
  if (error != 0) fail("cannot rename a finished file to", final_, error, ExitCode::cannot_create);
  published_ = true;
  sync_folder(parent_of(final_));
  return true;
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.publish();
}

void move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail("cannot rename a finished file to", to, errno, ExitCode::cannot_create);
  sync_folder(parent_of(to));
  sync_folder(parent_of(from));
}

bool write_new_file(const std::filesystem::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  return file.publish_new();
}

}  // namespace trainyard::storage
