#include "host/storage/leftovers.hpp"

#include <atomic>
#include <chrono>
#include <regex>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "host/storage/lease.hpp"
#include "host/storage/process.hpp"

namespace trainyard::storage {

namespace {

namespace fs = std::filesystem;

const std::regex& temporary_pattern() {
  static const std::regex pattern(R"(\..+\.([0-9a-f]{16})-([0-9]{1,10})-([0-9]{1,19})-[0-9]{1,19}-[0-9a-f]{8}\.tmp)");
  return pattern;
}

bool abandoned(const fs::path& path) {
  std::smatch part;
  const std::string name = path.filename().string();
  if (!std::regex_match(name, part, temporary_pattern())) return false;
  const Life life = life_of({part[1], std::stoll(part[2]), std::stoull(part[3])});
  if (life != Life::elsewhere) return life == Life::dead;
  std::error_code error;
  const auto written = fs::last_write_time(path, error);
  return !error && fs::file_time_type::clock::now() - written > std::chrono::hours(1);
}

bool ends_with(const fs::path& path, std::string_view end) { return path.filename().string().ends_with(end); }

/// The lease that a `<lease>.<key>.successor` file is about.
fs::path lease_of(const fs::path& successor) { return fs::path(successor).replace_extension().replace_extension(); }

/// While its lease exists a successor may be part of a takeover in progress.
void remove_successor(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(lease_of(path), error) && !Lease::held(path)) ::unlink(path.c_str());
}

}  // namespace

std::string temporary_name(const std::string& name) {
  static std::atomic<std::uint64_t> counter{0};
  const ProcessIdentity process = this_process();
  const std::string tail = "." + process.machine + "-" + std::to_string(process.pid) + "-" + std::to_string(process.start) + "-" +
                           std::to_string(counter++) + "-" + random_hex(8) + ".tmp";
  return "." + name.substr(0, 254 - std::min<std::size_t>(tail.size(), 253)) + tail;
}

bool is_temporary(const std::string& file_name) { return std::regex_match(file_name, temporary_pattern()); }

bool is_lease(const std::string& file_name) { return file_name.ends_with(".lease") || file_name.ends_with(".successor"); }

namespace {

/// Of the temporary files below `folder` those that `goes` says.
void remove_below(const fs::path& folder, bool (*goes)(const fs::path&)) {
  std::error_code error;
  std::vector<fs::path> temporaries, leases, successors;
  for (fs::recursive_directory_iterator entries(folder, error), end; !error && entries != end; entries.increment(error)) {
    const fs::path& path = entries->path();
    std::error_code ignored;
    if (!fs::is_regular_file(entries->symlink_status(ignored))) continue;
    if (ends_with(path, ".tmp") && goes(path)) temporaries.push_back(path);
    if (ends_with(path, ".lease")) leases.push_back(path);
    if (ends_with(path, ".successor")) successors.push_back(path);
  }
  for (const fs::path& path : temporaries) ::unlink(path.c_str());
  for (const fs::path& path : leases) Lease::acquire(path);  // taken over and given back, so removed, unless a living process holds it
  for (const fs::path& path : successors) remove_successor(path);
}

bool is_of_others(const fs::path& path) {
  std::smatch part;
  const std::string name = path.filename().string();
  return std::regex_match(name, part, temporary_pattern()) &&
         ProcessIdentity{part[1], std::stoll(part[2]), std::stoull(part[3])} != this_process();
}

}  // namespace

void remove_leftovers(const fs::path& folder) { remove_below(folder, abandoned); }

void remove_others_leftovers(const fs::path& folder) { remove_below(folder, is_of_others); }

void remove_successors(const fs::path& lease) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator entries(lease.parent_path(), error), end; !error && entries != end; entries.increment(error)) {
    if (ends_with(entries->path(), ".successor") && lease_of(entries->path()) == lease) found.push_back(entries->path());
  }
  for (const fs::path& path : found) remove_successor(path);
}

void remove_temporaries(const fs::path& folder) {
  static const std::regex successor_pattern(R"(.+\.lease\.[0-9a-f]{16}\.successor)");
  std::error_code error;
  std::vector<fs::path> found, successors;
  for (fs::directory_iterator entries(folder, error), end; !error && entries != end; entries.increment(error)) {
    const fs::path& path = entries->path();
    if (ends_with(path, ".tmp") && abandoned(path)) found.push_back(path);
    if (std::regex_match(path.filename().string(), successor_pattern)) successors.push_back(path);
  }
  for (const fs::path& path : found) ::unlink(path.c_str());
  for (const fs::path& path : successors) remove_successor(path);
}

}  // namespace trainyard::storage
