#include "host/system/resources.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sched.h>
#include <string>
#include <sys/resource.h>

#include "host/system/system.hpp"

namespace trainyard::system {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

/// The first number of a file, `otherwise` when there is none ("max").
std::uint64_t number_in(const fs::path& file, std::uint64_t otherwise) {
  std::ifstream in(file);
  std::uint64_t number = 0;
  return in >> number ? number : otherwise;
}

/// The number after `key` in a file of "key number" lines, with or without a colon; 0 when there is none.
std::uint64_t field_of(const fs::path& file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key)) continue;
    const auto digit = line.find_first_of("0123456789", key.size());
    if (digit != std::string::npos) return std::stoull(line.substr(digit));
  }
  return 0;
}

void take_cores(GroupLimits& limits, std::uint64_t quota, std::uint64_t period) {
  if (quota != unlimited && quota > 0 && period > 0) {
    limits.cores = std::min(limits.cores, static_cast<double>(quota) / static_cast<double>(period));
  }
}

void take_memory(GroupLimits& limits, std::uint64_t limit, std::uint64_t used, std::uint64_t cached) {
  limits.memory = std::min(limits.memory, limit);
  const std::uint64_t held = used - std::min(used, cached);
  limits.headroom = std::min(limits.headroom, limit - std::min(limit, held));
}

void take_version_1(GroupLimits& limits, const fs::path& group, const std::string& controllers) {
  if (controllers.find("memory") != std::string::npos) {
    take_memory(limits, number_in(group / "memory.limit_in_bytes", unlimited), number_in(group / "memory.usage_in_bytes", 0),
                field_of(group / "memory.stat", "total_inactive_file"));
  } else {
    take_cores(limits, number_in(group / "cpu.cfs_quota_us", unlimited), number_in(group / "cpu.cfs_period_us", 0));
  }
}

void take_version_2(GroupLimits& limits, const fs::path& group) {
  std::ifstream cores(group / "cpu.max");
  std::uint64_t quota = 0, period = 0;
  if (cores >> quota >> period) take_cores(limits, quota, period);
  take_memory(limits, number_in(group / "memory.max", unlimited), number_in(group / "memory.current", 0),
              field_of(group / "memory.stat", "inactive_file"));
}

}  // namespace

GroupLimits group_limits(const fs::path& membership, const fs::path& mounts) {
  GroupLimits limits{std::numeric_limits<double>::infinity(), unlimited, unlimited};
  std::ifstream groups(membership);
  for (std::string line; std::getline(groups, line);) {  // hierarchy:controllers:/path
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool version_2 = controllers.empty();
    if (!version_2 && controllers != "memory" && controllers != "cpu" && controllers != "cpu,cpuacct") continue;
    const fs::path root = version_2 ? mounts : mounts / controllers;
    // A path that a container does not see has its nearest visible parent: the container's own group.
    for (fs::path group = fs::path(line.substr(second + 1)).relative_path();; group = group.parent_path()) {
      if (version_2) {
        take_version_2(limits, root / group);
      } else {
        take_version_1(limits, root / group, controllers);
      }
      if (group.empty()) break;
    }
  }
  return limits;
}

int usable_cores() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  const int cores = sched_getaffinity(0, sizeof usable, &usable) == 0 ? CPU_COUNT(&usable) : 1;
  const double granted = group_limits("/proc/self/cgroup", "/sys/fs/cgroup").cores;
  return std::max(1, static_cast<int>(std::min<double>(cores, std::ceil(granted))));
}

Memory memory() {
  const GroupLimits limits = group_limits("/proc/self/cgroup", "/sys/fs/cgroup");
  return {.total = std::min(field_of("/proc/meminfo", "MemTotal:") * 1024, limits.memory),
          .available = std::min(field_of("/proc/meminfo", "MemAvailable:") * 1024, limits.headroom)};
}

std::uint64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace trainyard::system
