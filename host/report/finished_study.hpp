// What a study shows when it has ended. Nothing here depends on times, paths or the machine: equal studies give equal bytes.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/search/importance.hpp"

namespace trainyard::report {

/// Refers to the settings and the result that it was made of.
struct FinishedStudy {
  const std::vector<search::Dimension>& space;
  const std::vector<search::Trial>& trials;  ///< in order of number
  const search::Trial* best;                 ///< null where none is complete
  std::string metric;
  bool greater_is_better;
  std::optional<search::Importance> importance;

  FinishedStudy(const search::StudySettings& settings, const search::StudyResult& result);

  /// Complete trials with a value, the best last; of equal ones the lower number is the better, as everywhere.
  [[nodiscard]] std::vector<const search::Trial*> ranked() const;
  [[nodiscard]] std::size_t count(const std::string& state) const;
  /// {parameter: importance}, the most important first; null where there are too few complete trials.
  [[nodiscard]] nlohmann::ordered_json importance_by_parameter() const;
  /// "40 trials: 37 complete, 2 pruned, 1 failed. The best is number 12 with rmse 45123.4."
  [[nodiscard]] std::string in_words() const;
};

/// The deciding metric on a trial's folds, in their order; NaN where it is not defined. A pruned trial may have fewer.
std::vector<double> fold_values(const search::Trial& trial, const std::string& metric);

/// study.json: {format, metric, direction, trials, best, importance, history, slices, intermediate_values}.
nlohmann::ordered_json study_document(const FinishedStudy& study);

/// Writes study.json and plots/ into the run's folder. Returns importance_by_parameter().
nlohmann::ordered_json write_study(const std::filesystem::path& folder, const search::StudySettings& settings,
                                   const search::StudyResult& result);

}  // namespace trainyard::report
