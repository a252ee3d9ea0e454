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
/// with scikit-learn's meaning of every one (zero_division=0). All classes are listed; "macro" is over those that occur or were decided
/// on, as the metric f1_macro is. Counts are whole numbers, sums of weights where there are weights; means that are not defined are null.
/// `labels` are different from one another, one per class; the sample has decisions. Throws std::invalid_argument when they do not fit, or
/// when an actual or decided class is none of 0 to classes - 1.
nlohmann::ordered_json class_report(const Exec& exec, std::span<const std::string> labels, const kernels::metric::Sample& sample);

}  // namespace trainyard::evaluate
