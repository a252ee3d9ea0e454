// The figures of one run. Each has marks, or a note that says why it has none; one that does not go with the run's task is empty. `name`
// makes ids, which differ within a page.
#pragma once

#include <string>
#include <string_view>

#include "host/report/html.hpp"
#include "host/report/run_files.hpp"

namespace trainyard::report {

/// A line per class with its area, of at most six classes; of two the positive one.
Figure draw_roc(const RunFiles& run, std::string_view name);
Figure draw_precision_recall(const RunFiles& run, std::string_view name);
/// Observed shares over predicted probabilities: of the positive class, or of the class decided on where there are more than two.
Figure draw_reliability(const RunFiles& run, std::string_view name);
/// Rows by actual and predicted class; of many classes the first twenty.
Figure draw_confusion_matrix(const RunFiles& run, std::string_view name);
Figure draw_predicted_against_actual(const RunFiles& run, std::string_view name);
Figure draw_residuals(const RunFiles& run, std::string_view name);
Figure draw_residual_histogram(const RunFiles& run, std::string_view name);
/// The metric on training and validation rows of the best trial's folds round by round, where there were folds, else the loss of the final
/// fit on its training rows; empty where the model has no rounds.
Figure draw_learning_curve(const RunFiles& run, std::string_view name);
/// Mean absolute contribution of the features, the largest twenty; empty where they were not explained.
Figure draw_feature_importance(const RunFiles& run, std::string_view name);
/// What the splits on each feature gain, the largest twenty; empty for a model without trees.
Figure draw_split_importance(const RunFiles& run, std::string_view name);
/// A beeswarm: contributions of the features that matter most to single rows, coloured by the feature's number.
Figure draw_contributions(const RunFiles& run, std::string_view name);
/// An entry of monitor.json's drift or predictions: its shares in the reference and now, bin by bin; empty where it has no bins.
Figure draw_drift(const Json& entry, std::string_view name);

}  // namespace trainyard::report
