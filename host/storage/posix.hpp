// System calls as storage uses them: interrupted calls repeated, every failure an Error with path, reason and remedy. Private to storage.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "host/error/error.hpp"

namespace trainyard::storage {

/// An open file descriptor; closed unchecked when destroyed, so writers call close() themselves.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool open() const noexcept { return fd_ >= 0; }
  int release() noexcept;
  /// Returns 0 or errno. Not repeated: on Linux the descriptor is gone whatever close returns.
  int close() noexcept;

 private:
  int fd_ = -1;
};

/// Throws "<doing> <path>: <reason>; <remedy>". A full disk or a failing device is io, a place that cannot be written cannot_create;
/// every other reason is `otherwise`.
[[noreturn]] void fail(const std::string& doing, const std::filesystem::path& path, int error, ExitCode otherwise);

/// open(2) with O_CLOEXEC, repeated when interrupted. A closed Descriptor and errno on failure.
Descriptor open_file(const std::filesystem::path& path, int flags, unsigned mode = 0);
/// Writes everything: interrupted and short writes are continued. Throws as fail() does.
void write_all(int fd, std::string_view bytes, const std::filesystem::path& path);
/// Reads to the end of the file. Returns 0 or errno.
int read_all(int fd, std::string& bytes);
/// fsync, once: after a failure the kernel may have dropped the pages, so a second fsync would lie.
void sync_file(int fd, const std::filesystem::path& path);
/// fsync of a folder; a file system that has no such thing is not an error.
void sync_folder(const std::filesystem::path& folder);
/// The folder that holds `path`, "." for a bare name.
std::filesystem::path parent_of(const std::filesystem::path& path);
/// rename(2) that never replaces. Returns 0 or errno (EEXIST when `to` exists).
int rename_new(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace trainyard::storage
