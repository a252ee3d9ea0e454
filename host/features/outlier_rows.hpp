// Training rows that leave because a number in them lies too far out.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "host/features/plan.hpp"
#include "host/features/transform.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::features {

struct KeptRows {
  std::vector<std::uint32_t> rows;                             ///< of the training rows, in their order
  std::vector<std::pair<std::string, std::uint64_t>> dropped;  ///< per column with `action: drop`: training rows outside its bounds
};

/// The training rows without those outside the bounds of any column with `action: drop`; every column's bounds are learned from all
/// training rows. A missing number is not outside. Throws Error(bad_data) when no row would be left, or when bounds overflow.
KeptRows without_outliers(const Exec& exec, const Plan& plan, const Training& training);

}  // namespace trainyard::features
