// The maps of kernels/map as nodes.
#pragma once

#include "host/features/numeric_step.hpp"
#include "host/onnx/columns.hpp"

namespace trainyard::onnx {

/// The numbers of a column after all maps of its step, in double.
Tensor apply_maps(const features::NumericStep& step, Columns& columns);

}  // namespace trainyard::onnx
