// A booster on a device.
#pragma once

#include <memory>

#include "kernels/trees/booster_state.hpp"

namespace trainyard::kernels::trees::block {

/// Each tree is grown by one block of threads (grow.cuh), together with those that boosters in other threads of the host ask for meanwhile
/// (launches.hpp): so many boosters, each in a thread of its own, fill a device. On the CPU this is for tests: Booster is faster there, and
/// gives the same bits.
std::unique_ptr<BoosterState> booster(const Exec& exec, const BoostParams& params, BinnedRows train, const Targets& targets,
                                      std::span<const float> base_margins);

}  // namespace trainyard::kernels::trees::block
