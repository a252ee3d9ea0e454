// Trees of boosters in different threads of the host, grown by one launch.
#pragma once

#include "kernels/base/exec.hpp"
#include "kernels/trees/block/task.hpp"

namespace trainyard::kernels::trees::block {

/// Grows the task's tree and returns when it is done. What other threads ask for while the device is at its work is launched together, by
/// one of them, as soon as a launch has ended; no thread waits for trees of a launch that began later. Throws what grow_trees throws, in
/// each thread whose task it was.
void grow_with_others(const Exec& exec, Task& task);

}  // namespace trainyard::kernels::trees::block
