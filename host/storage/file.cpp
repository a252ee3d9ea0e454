#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "host/storage/atomic_file.hpp"
#include "host/storage/posix.hpp"

namespace trainyard::storage {

std::string read_file(const std::filesystem::path& path) {
  const Descriptor fd = open_file(path, O_RDONLY);
  if (!fd.open()) fail("cannot read", path, errno, errno == ENOENT || errno == ENOTDIR ? ExitCode::no_input : ExitCode::io);
  std::string bytes;
  if (const int error = read_all(fd.get(), bytes); error != 0) fail("cannot read", path, error, ExitCode::io);
  return bytes;
}

void append_line(const std::filesystem::path& path, std::string_view line, bool durable) {
  if (line.find('\n') != std::string_view::npos) throw Error(ExitCode::bug, "a line appended to " + path.string() + " holds a newline");
  Descriptor fd = open_file(path, O_RDWR | O_APPEND);
  bool made = false;
  if (!fd.open() && errno == ENOENT) {
    fd = open_file(path, O_RDWR | O_APPEND | O_CREAT, 0640);
    made = true;
  }
  if (!fd.open()) fail("cannot open", path, errno, ExitCode::cannot_create);
  // A writer killed in the middle of a line leaves a torn one: keep ours apart from it.
  char last = '\n';
  struct stat info {};
  if (::fstat(fd.get(), &info) == 0 && info.st_size > 0 && ::pread(fd.get(), &last, 1, info.st_size - 1) != 1) last = '\n';
  std::string bytes = last == '\n' ? "" : "\n";
  bytes.append(line).push_back('\n');
  write_all(fd.get(), bytes, path);
  if (durable) sync_file(fd.get(), path);
  if (const int error = fd.close(); error != 0) fail("cannot close", path, error, ExitCode::io);
  if (durable && made) sync_folder(parent_of(path));
}

void make_folder(const std::filesystem::path& path) {
  if (path.empty()) return;
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return;
    fail("cannot make the folder", path, ENOTDIR, ExitCode::cannot_create);
  }
  const auto parent = path.has_filename() ? path.parent_path() : path.parent_path().parent_path();
  if (!parent.empty() && parent != path) make_folder(parent);
  if (::mkdir(path.c_str(), 0750) == 0) {
    sync_folder(parent.empty() ? "." : parent);
  } else if (errno != EEXIST) {
    fail("cannot make the folder", path, errno, ExitCode::cannot_create);
  }
}

void check_writable(const std::filesystem::path& folder) {
  make_folder(folder);
  AtomicFile probe(folder / "writable");
  probe.write("?");
}

void check_creatable(const std::filesystem::path& file) { const AtomicFile probe(file); }

void check_name(std::string_view what, std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  std::string problem;
  if (name.empty()) problem = "it is empty";
  if (name.size() > 100) problem = "it has " + std::to_string(name.size()) + " bytes, at most 100 are allowed";
  for (std::size_t i = 0; i < name.size() && problem.empty(); ++i) {
    if (!allowed(name[i])) problem = "byte " + std::to_string(i + 1) + " is none of a-z, A-Z, 0-9, '.', '_', '-'";
  }
  if (problem.empty() && (name[0] == '.' || name[0] == '-')) problem = "it begins with '" + std::string(1, name[0]) + "'";
  if (problem.empty()) return;
  std::string shown;
  for (const char c : name.substr(0, 100)) shown += c >= ' ' && c != '\x7f' ? c : '?';
  throw Error(ExitCode::bad_config, std::string(what) + " '" + shown + "' cannot be a name: " + problem +
                                        "; use 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter, a digit or '_'");
}

}  // namespace trainyard::storage
