// The plain copies that kernels are measured against.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernels/base/exec.hpp"

namespace trainyard::bench {

struct Copy {
  std::string name;
  double bytes;
  std::function<void()> run;
};

/// On the CPU STREAM's copy and triad (J. D. McCalpin, 1995) with the Exec's threads, as plain loops, and the C library's memcpy, whose
/// stores pass the caches by; on a GPU the copy from device to device. Each moves `rows` doubles from every one of its arrays. The first is
/// what ratios are taken against. Bytes are counted as STREAM does: each array read or written once.
std::vector<Copy> copies(const Exec& exec, std::size_t rows);

}  // namespace trainyard::bench
