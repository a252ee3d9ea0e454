#include "host/source/typed_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <unordered_set>
#include <utility>

#include "host/error/error.hpp"
#include "host/source/header.hpp"
#include "host/source/system_texts.hpp"

namespace trainyard::source {
namespace {

constexpr std::size_t most_rows = 65536;
constexpr std::size_t most_cells = std::size_t{1} << 20;
constexpr std::size_t longest_line = 300;

bool same_state(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

TypedFile::TypedFile(std::filesystem::path path) : path_(std::move(path)) {
  fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // O_NONBLOCK: a named pipe must not hang the open
  if (fd_ < 0) throw Error(ExitCode::no_input, path_.string() + ": cannot be read: " + system_reason(errno));
  if (::fstat(fd_, &state_) != 0 || !S_ISREG(state_.st_mode)) {
    ::close(fd_);
    throw Error(ExitCode::no_input, path_.string() + ": not a regular file; give the path of a CSV, Parquet or HDF5 file");
  }
  modified_ = utc_time(state_.st_mtim.tv_sec);
}

TypedFile::~TypedFile() { ::close(fd_); }

std::uint64_t TypedFile::share(std::uint64_t rows, std::uint64_t all) const noexcept {
  return static_cast<std::uint64_t>(static_cast<double>(bytes()) * (static_cast<double>(rows) / static_cast<double>(all)));
}

std::string TypedFile::first_bytes(std::size_t count) const {
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got = ::pread(fd_, bytes.data() + filled, count - filled, static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Error(ExitCode::io, path_.string() + ": read error at byte " + std::to_string(filled) + ": " + system_reason(errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

void TypedFile::check_unchanged() const {
  struct stat opened {};
  if (::fstat(fd_, &opened) != 0) throw Error(ExitCode::io, path_.string() + ": " + system_reason(errno));
  struct stat named {};
  const bool is_there = ::stat(path_.c_str(), &named) == 0;
  if (is_there && same_state(opened, state_) && same_state(named, state_)) return;
  refuse("changed while it was being read (" + std::to_string(bytes()) + " bytes when opened, " +
         (is_there ? std::to_string(named.st_size) + " now" : "gone now") + "); run again once it is complete");
}

void TypedFile::refuse(const std::string& problem) const { throw Error(ExitCode::bad_data, path_.string() + ": " + problem); }

void TypedFile::refuse(const std::string& column, std::uint64_t row, const std::string& problem) const {
  refuse((row > 0 ? "data row " + std::to_string(row) + ", column '" : "column '") + one_line(column) + "': " + problem);
}

void TypedFile::check_columns(const std::vector<std::string>& names) const {
  if (names.empty()) refuse("has no columns");
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string column = "column " + std::to_string(i + 1);
    if (names[i].find_first_not_of(" \t") == std::string::npos) refuse(column + " has no name; name it or remove it");
    if (names[i].find('\0') != std::string::npos || first_bad_utf8(names[i]) != std::string::npos) {
      refuse(column + " has a name that is not UTF-8 text; rename it");
    }
    if (!seen.insert(names[i]).second) refuse(column + " has the name '" + names[i] + "' as another one has; rename one");
  }
}

std::size_t rows_of_block(std::size_t block_bytes, std::uint64_t bytes_of_row, std::size_t columns) {
  const std::size_t most = std::clamp<std::size_t>(most_cells / std::max<std::size_t>(columns, 1), 64, most_rows);
  return std::clamp<std::size_t>(block_bytes / std::max<std::uint64_t>(bytes_of_row, 1), 1, most);
}

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, longest_line));
  const bool is_text = first_bad_utf8(line) == std::string::npos;
  for (char& c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (byte > 0x7f && !is_text)) c = '?';
  }
  return line;
}

}  // namespace trainyard::source
