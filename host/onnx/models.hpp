// Fitted models as nodes: what Model::predict() gives for [rows, features] of float.
#pragma once

#include "host/bundle/bundle.hpp"
#include "host/models/xgboost/trees.hpp"
#include "host/onnx/tensor.hpp"

namespace trainyard::onnx {

struct Answers {
  Tensor values;   ///< [rows, Target::width()] of float
  Tensor refused;  ///< truth values, [rows, 1]: rows that the model refuses; of no graph: none
};

/// Throws as refuse() does for a family that has no form in ONNX.
Answers predictions(const bundle::Bundle& bundle, const Tensor& features);

/// The sums of trees, [rows, outputs] of float, added up in the order of the kernel.
Tensor margins(const models::xgboost::TreeModel& model, const Tensor& features);

}  // namespace trainyard::onnx
