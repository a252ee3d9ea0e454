// Calibration and prediction intervals as nodes.
#pragma once

#include "host/calibration/calibrator.hpp"
#include "host/calibration/prediction_interval.hpp"
#include "host/onnx/tensor.hpp"

namespace trainyard::onnx {

/// Probabilities, [rows, width] of float, as the calibrator leaves them. Throws as refuse() does for a method without a form in ONNX.
Tensor calibrated(const calibration::Calibrator& calibrator, const Tensor& probabilities, std::size_t width);

/// Ends of intervals, [rows, 1] of float each, rounded outwards by at most two units in the last place more than bounds() does.
struct Ends {
  Tensor lower, upper;
};
Ends ends(const calibration::PredictionInterval& interval, const Tensor& predictions);

}  // namespace trainyard::onnx
