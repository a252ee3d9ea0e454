// What is measured: one entry per kernel of the feature pipeline.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernels/base/exec.hpp"

namespace trainyard::bench {

struct Case {
  std::string name;
  double bytes;  ///< that have to be read and written once at least
  std::function<void()> run;
  std::function<std::vector<double>()> found, expected;  ///< what a run gives, and the same by a plain loop on the host
};

/// The cases over `rows` rows in the memory of `exec`; inputs are the same for the same number of rows.
std::vector<Case> cases(const Exec& exec, std::size_t rows);

}  // namespace trainyard::bench
