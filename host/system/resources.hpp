// Cores and memory that this process may use.
#pragma once

#include <cstdint>
#include <filesystem>

namespace trainyard::system {

/// What control groups (version 1 or 2) grant: the lowest of this process's group and all above it.
struct GroupLimits {
  double cores;            ///< infinite without a quota
  std::uint64_t memory;    ///< bytes; the largest number without a limit
  std::uint64_t headroom;  ///< bytes to the nearest limit, counting cached files as free
};
/// `membership` is /proc/self/cgroup, `mounts` is /sys/fs/cgroup, or copies of them.
GroupLimits group_limits(const std::filesystem::path& membership, const std::filesystem::path& mounts);

/// Cores in the affinity mask, at most the control group's quota; at least 1.
int usable_cores();

struct Memory {
  std::uint64_t total = 0;      ///< bytes; the control group's limit where it is lower than the machine's memory
  std::uint64_t available = 0;  ///< bytes; at most what the control group has left
};
Memory memory();

}  // namespace trainyard::system
