// How often each category occurs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::reduce {

struct CodeCounts {
  std::vector<std::int64_t> counts;  ///< per code 0 … categories - 1
  std::int64_t missing = 0;          ///< code -1
};

/// Counts the codes of all `chunks` together (views on the device of `exec`). Throws std::out_of_range, with how many there are, when a
/// code lies outside [-1, categories).
TRAINYARD_KERNEL(code_counts, CodeCounts(const Exec&, std::span<const CodesView> chunks, std::size_t categories));

/// The same for one column.
CodeCounts count_codes(const Exec& exec, CodesView codes, std::size_t categories);

}  // namespace trainyard::kernels::reduce
