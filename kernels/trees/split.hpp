// The CPU's side of split.cuh, for the booster that works in one of its threads.
#pragma once

#include "kernels/trees/split.cuh"

namespace trainyard::kernels::trees {

using cpu::Split;
using cpu::SplitRule;

}  // namespace trainyard::kernels::trees
