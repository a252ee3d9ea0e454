// A bundle as one ONNX file, from raw columns to predictions.
#pragma once

#include <string>
#include <vector>

#include "host/bundle/bundle.hpp"

namespace trainyard::onnx {

struct Exported {
  std::string bytes;                 ///< the file; the same bundle gives the same bytes
  std::vector<std::string> inputs;   ///< columns, in the order of the schema
  std::vector<std::string> outputs;  ///< of "prediction", "probabilities", "lower", "upper"
};

/// Inputs: a tensor [rows, 1] for each column that the transform reads; a category is a string, the empty one missing; any other type is a
/// double, NaN missing. Outputs: `prediction` [rows, 1], a float or a class's label; of a classification `probabilities` [rows, classes],
/// and `lower` and `upper` [rows, 1] where there are prediction intervals. A row that predict() refuses (a category under `unseen: error`,
/// a number beyond float, a missing one for a linear model) has NaN, and the empty label. Throws Error(bad_config) for what ONNX cannot
/// express, saying what and what to do.
Exported to_onnx(const bundle::Bundle& bundle);

}  // namespace trainyard::onnx
