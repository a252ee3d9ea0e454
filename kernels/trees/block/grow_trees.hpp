// The next tree of many boosters, each by a block of threads of its own.
#pragma once

#include "kernels/base/backend.hpp"
#include "kernels/trees/block/task.hpp"

namespace trainyard::kernels::trees::block {

inline constexpr std::size_t most_at_once = 256;

/// Tasks that the device and the host can read and write; at most most_at_once.
TRAINYARD_KERNEL(grow_trees, void(const Exec&, View<Task* const> tasks));

}  // namespace trainyard::kernels::trees::block
