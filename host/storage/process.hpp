// Who wrote a temporary file or holds a lease, and whether that process still lives. Private to storage.
#pragma once

#include <cstdint>
#include <string>

namespace trainyard::storage {

/// A process, told apart from every other one on any machine at any time: process ids are reused, so the start time (clock ticks since
/// boot, which no change of the clock moves) is part of it.
struct ProcessIdentity {
  std::string machine;  ///< 16 hex digits over host name, boot id and process id namespace
  std::int64_t pid = 0;
  std::uint64_t start = 0;  ///< 0 where /proc is not mounted

  bool operator==(const ProcessIdentity&) const = default;
};

ProcessIdentity this_process();
std::string host_name();

enum class Life { alive, dead, elsewhere };  ///< elsewhere: on another machine, or before its last boot; cannot be told from here
Life life_of(const ProcessIdentity& process);

/// Hex digits from the kernel's random source.
std::string random_hex(std::size_t digits);

}  // namespace trainyard::storage
