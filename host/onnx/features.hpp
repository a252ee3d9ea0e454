// A fitted transform as nodes.
#pragma once

#include "host/dataset/schema.hpp"
#include "host/features/transform.hpp"
#include "host/onnx/tensor.hpp"

namespace trainyard::onnx {

struct Features {
  Tensor values;   ///< [rows, features] of float
  Tensor refused;  ///< truth values, [rows, 1]: rows that the transform refuses
};

/// Adds an input for each column that is read. Throws as refuse() does.
Features transform(Graph& graph, const features::Transform& transform, const dataset::Schema& schema);

}  // namespace trainyard::onnx
