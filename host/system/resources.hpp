// Cores and memory that this process may use.
#pragma once

#include <cstdint>

namespace trainyard::system {

/// Cores in the affinity mask, at most the control group's quota; at least 1.
int usable_cores();

struct Memory {
  std::uint64_t total = 0;      ///< bytes; the control group's limit where it is lower than the machine's memory
  std::uint64_t available = 0;  ///< bytes
};
Memory memory();

}  // namespace trainyard::system
