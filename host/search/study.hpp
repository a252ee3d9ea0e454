// A study: every trial cross-validated on the shared folds and kept as one file, so that a killed one goes on where it stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/search/folds.hpp"
#include "host/search/sampler.hpp"

namespace trainyard::search {

struct StudySettings {
  Exec exec;
  std::uint64_t seed = 0;
  std::uint64_t trials = 0;
  std::string sampler = "random";
  /// Trial n is proposed from trials 0 … n - lag.
  std::uint64_t lag = 4;
  /// What the first trials try.
  std::vector<models::Params> start = {};
  std::vector<Dimension> space;
  std::string metric;                ///< canonical name; decides the best trial
  std::vector<std::string> metrics;  ///< all that are recorded per fold
  double threshold = 0.5;            ///< of a binary classification, for the metrics of decisions
  std::optional<double> timeout;     ///< seconds; no trial starts after it
  std::filesystem::path folder;      ///< trials/
  std::function<bool()> stop;
  std::function<void(const std::string&)> warn;  ///< what the model library warns of; may be empty
  std::function<void(std::uint64_t done, std::uint64_t trials, const std::string& note)> progress;
};

/// One tried combination, as in its file.
struct Trial {
  std::uint64_t number = 0;
  std::string state;             ///< "complete" | "failed"
  models::Params params;         ///< what the sampler proposed
  double value = 0;              ///< mean of the metric over the folds; NaN when failed
  nlohmann::ordered_json folds;  ///< one {metrics…, "rounds"} per fold
  std::string reason;            ///< why it failed

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws Error(bad_data) when it is not a trial's document.
  static Trial from_json(const nlohmann::ordered_json& document);
  /// Mean of every recorded metric over the folds.
  [[nodiscard]] nlohmann::ordered_json mean_scores() const;
  /// Rounds to fit the final model with: the mean of the folds' best rounds, at least 1; 0 when the family has no rounds.
  [[nodiscard]] int rounds() const;
};

/// What a trial is fitted with.
struct Ground {
  const models::Family& family;
  Folds& folds;
  models::Params params;  ///< canonical; all that are given, those that the trial proposes among them
};
/// Says what proposed parameters are fitted with. Throws Error(bad_config | bad_data) for those that cannot be: then the trial has failed.
using Grounds = std::function<Ground(const models::Params& proposed)>;

/// What a fold's model says of its validation rows.
using OnFold = std::function<void(const Fold& fold, const models::Predictions& predicted)>;

/// Cross-validates one combination on all folds; `on_fold` may be empty. Throws Error(interrupted) when asked to stop.
Trial cross_validate(const StudySettings& settings, const Grounds& grounds, std::uint64_t number, const models::Params& proposed,
                     std::uint64_t model_seed, const OnFold& on_fold = {});

struct StudyResult {
  std::vector<Trial> trials;  ///< in order of number
  const Trial* best = nullptr;
  bool cut_by_timeout = false;
};

/// Runs, or goes on with, the study in `settings.folder`: a finished trial's file is never written twice. A trial that the model
/// family refuses is recorded as failed with the reason; when all fail, Error(bad_config). Ties go to the lower number.
StudyResult run_study(const StudySettings& settings, const Grounds& grounds);

}  // namespace trainyard::search
