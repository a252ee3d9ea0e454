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

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

/// Cores granted by the control group (version 2); infinite without a quota.
double quota_cores() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0) return std::numeric_limits<double>::infinity();
  return std::stod(quota) / period;
}

std::uint64_t group_memory_limit() {
  std::ifstream file("/sys/fs/cgroup/memory.max");
  std::uint64_t limit = 0;
  return file >> limit ? limit : unlimited;
}

std::uint64_t meminfo(const std::string& key) {
  std::ifstream file("/proc/meminfo");
  for (std::string word; file >> word;) {
    std::uint64_t kib = 0;
    if (word == key + ":" && file >> kib) return kib * 1024;
  }
  return 0;
}

}  // namespace

int usable_cores() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  const int cores = sched_getaffinity(0, sizeof usable, &usable) == 0 ? CPU_COUNT(&usable) : 1;
  return std::max(1, static_cast<int>(std::min<double>(cores, std::ceil(quota_cores()))));
}

Memory memory() {
  const std::uint64_t total = std::min(meminfo("MemTotal"), group_memory_limit());
  return {.total = total, .available = std::min(meminfo("MemAvailable"), total)};
}

std::uint64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace trainyard::system
