// Numbers in bins, and how often bins and classes meet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::select {

/// Puts each number of `x` into one of at most `most` bins, -1 for a missing one, and returns the number of bins. Where x has no more
/// than `most` different values, each is a bin. Else, going up, a bin takes an equal share (rounded up) of the values that are left over to
/// the bins that are left, and all values equal to its last. So a frequent value does not swallow the rare ones beside it.
TRAINYARD_KERNEL(bin_numbers, std::size_t(const Exec&, View<const float> x, std::size_t most, View<std::int32_t> bins));

/// result[(bin + 1) * classes + class] rows are in that bin and class, of `bins` bins and the missing ones.
TRAINYARD_KERNEL(count_together,
                 std::vector<std::int64_t>(const Exec&, CodesView codes, std::size_t bins, CodesView classes_of_rows, std::size_t classes));

}  // namespace trainyard::kernels::select
