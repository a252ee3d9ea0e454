// Columns side by side on several threads: no column shares anything with another, so the result is that of one thread.
#pragma once

#include <cstddef>
#include <functional>

namespace trainyard::dataset {

/// Calls `work` once for every column below `columns`. `cells` is how many values that is in all; few are not worth a thread.
/// What `work` throws comes out here, after all threads have ended.
void for_each_column(std::size_t columns, std::size_t cells, int threads, const std::function<void(std::size_t)>& work);

}  // namespace trainyard::dataset
