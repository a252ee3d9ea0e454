// The one careful writer: aside, checked close, fsync, rename, fsync of the folder. Everything that is published goes through it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace trainyard::storage {

/// A file being written beside its final place as `.<name>.<unique>.tmp`. Destroyed unpublished, it leaves nothing.
/// Errors: cannot_create (73) when it cannot be made, io (74) when a write, close or sync fails (a full disk).
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path final_path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Where to write; another library (HDF5) may open this path itself, and must have closed it before publish().
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return temporary_; }
  void write(std::string_view bytes);
  /// Closes, syncs, renames over the final path and syncs the folder. Mode 0640.
  void publish();
  /// The same, but never over an existing file: returns false, publishing nothing, when there is one. Of two at once, one wins.
  bool publish_new();

 private:
  void sync();
  std::filesystem::path final_, temporary_;
  int fd_ = -1;
  bool published_ = false;
};

/// AtomicFile in one call.
void write_file(const std::filesystem::path& path, std::string_view bytes);
/// AtomicFile::publish_new in one call.
bool write_new_file(const std::filesystem::path& path, std::string_view bytes);
/// Reads a whole file; Error(no_input) when absent, Error(io) otherwise.
std::string read_file(const std::filesystem::path& path);
/// Appends one line and syncs it when `durable`; the file is created 0640.
void append_line(const std::filesystem::path& path, std::string_view line, bool durable);

/// Renames a published file over `to`, on the same file system, and syncs both folders. Error(cannot_create) when it cannot.
void move_file(const std::filesystem::path& from, const std::filesystem::path& to);
/// Another name for a published file, which never changes; a copy where the file system has no hard links. Replaces `to`.
void link_or_copy(const std::filesystem::path& from, const std::filesystem::path& to);

/// Creates the folder and its parents; Error(cannot_create) with the path and the system's reason.
void make_folder(const std::filesystem::path& path);
/// Checks that files can be created in `folder` (made when absent) by creating one; Error(cannot_create) otherwise.
void check_writable(const std::filesystem::path& folder);
/// Checks that `file` could be written; leaves nothing behind, and an existing file as it is. Error(cannot_create) otherwise.
void check_creatable(const std::filesystem::path& file);
/// Syncs every file and folder under `pending`, renames it to `final_path` and syncs both parents.
/// Returns false, and leaves `pending`, when `final_path` exists already.
bool publish_folder(const std::filesystem::path& pending, const std::filesystem::path& final_path);

/// Names that come from outside and become one path component: 1-100 characters of letters, digits, '.', '_', '-',
/// not beginning with '.' or '-'. Throws Error(bad_config): `what` says which name it was.
void check_name(std::string_view what, std::string_view name);

}  // namespace trainyard::storage
