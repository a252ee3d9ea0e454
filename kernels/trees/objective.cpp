#include "kernels/trees/objective.cuh"

#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {

void gradients(const Targets& targets, View<const float> from, float* gradients, float* hessians) {
  cpu::with_gradients_of(targets, from.data, gradients, hessians, [&](const auto& task) { run(task, targets.y.size); });
}

}  // namespace trainyard::kernels::trees
