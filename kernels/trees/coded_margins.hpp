// What trees say about rows, on the CPU.
#pragma once

#include "kernels/base/exec.hpp"
#include "kernels/base/view.hpp"
#include "kernels/trees/forest.hpp"

namespace trainyard::kernels::trees {

/// margins() of margins.hpp, for a forest that has its `coded`.
void coded_margins(const Exec& exec, const ForestView& forest, MatrixView<const float> rows, View<float> result);

}  // namespace trainyard::kernels::trees
