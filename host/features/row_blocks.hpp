// Rows in blocks, side by side: on the CPU a block at a time per thread, of a size that stays in its cache.
#pragma once

#include <cstddef>
#include <functional>

#include "kernels/base/exec.hpp"

namespace trainyard::features {

/// Calls `work` for blocks [first, first + count) that cover all rows, each once, with the Exec to use there. Blocks may run at the same
/// time, so they must share nothing that changes; `beside` is how many floats each keeps beside its rows, per row. Of what they throw, what
/// the first of these blocks threw comes out, after all have ended.
void for_each_block(const Exec& exec, std::size_t rows, std::size_t beside,
                    const std::function<void(const Exec& exec, std::size_t first, std::size_t count)>& work);

}  // namespace trainyard::features
