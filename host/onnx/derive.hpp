// The programs of derived columns as nodes.
#pragma once

#include "host/onnx/columns.hpp"

namespace trainyard::onnx {

/// The numbers of a derived column, [rows, 1]; whatever is not finite is missing, at every step. Throws as refuse() does.
Tensor evaluate(const features::Derivation& derivation, Columns& columns);

}  // namespace trainyard::onnx
