// A column's numbers in order, for statistics that need them all: many quantiles, the most frequent number.
#pragma once

#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::kernels::reduce {

/// All numbers that are not missing, ascending; -0.0 as 0.0. Takes 8 bytes per row on the device while it sorts (and as much again on a
/// GPU), and gives 8 per number.
TRAINYARD_KERNEL(sorted, std::vector<double>(const Exec&, const Numbers& numbers));

}  // namespace trainyard::kernels::reduce
