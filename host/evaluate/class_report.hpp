// The classification report: confusion matrix, and precision, recall, F1 and support per class.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "kernels/base/exec.hpp"
#include "kernels/metric/list.hpp"

namespace trainyard::evaluate {

/// {"classes": {label: {precision, recall, f1, support}}, "macro": {precision, recall, f1}, "weighted": {…},
///  "confusion_matrix": {"labels": […], "rows": "actual", "columns": "predicted", "matrix": [[…], …]}}
/// with scikit-learn's meaning of every one (zero_division=0); counts are whole numbers, sums of weights where there are weights.
nlohmann::ordered_json class_report(const Exec& exec, std::span<const std::string> labels, const kernels::metric::Sample& sample);

}  // namespace trainyard::evaluate
