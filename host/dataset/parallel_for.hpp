// Columns or files side by side on several threads: no one of them shares anything with another, so the result is that of one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace trainyard::dataset {

/// Calls `work` once for every index below `count`. `values` is how many values or bytes that is in all; few are not worth a thread.
/// What `work` throws comes out here, after all threads have ended.
void parallel_for(std::size_t count, std::uint64_t values, int threads, const std::function<void(std::size_t)>& work);

}  // namespace trainyard::dataset
