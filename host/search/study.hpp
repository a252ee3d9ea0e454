// A study: every trial cross-validated on the shared folds and kept as one file, so that a killed one goes on where it stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/search/constraints.hpp"
#include "host/search/folds.hpp"
#include "host/search/pruner.hpp"
#include "host/search/sampler.hpp"
#include "host/search/shared_folds.hpp"

namespace trainyard::search {

struct Trial;

struct StudySettings {
  Exec exec;
  std::uint64_t seed = 0;
  std::uint64_t trials = 0;
  std::string sampler = "random";
  std::string pruner = "none";
  /// Trial n is proposed from, and compared with, trials 0 … n - lag.
  std::uint64_t lag = 4;
  /// Of each trial so many folds are worth fitting at a time beside those of others, also on a GPU; 0: there one after the other.
  std::uint64_t folds_side_by_side = 0;
  /// What the first trials try.
  std::vector<models::Params> start = {};
  std::vector<Dimension> space;
  std::string metric;                        ///< canonical name; decides the best trial
  std::vector<std::string> metrics;          ///< all that are recorded per fold
  std::vector<Constraint> constraints = {};  ///< what a trial has to keep to be the best; of their metrics all are recorded
  double threshold = 0.5;                    ///< of a binary classification, for the metrics of decisions
  std::optional<double> timeout;             ///< seconds that the study may take, all its processes together; no trial starts after it
  std::filesystem::path folder;              ///< trials/
  bool curves = false;                       ///< whether every fold's entry has the deciding metric round by round, which takes time
  std::function<bool()> stop;
  std::function<void(const std::string&)> warn;  ///< what the model library warns of; may be empty, else called from any thread
  /// May be empty. A trial that is finished now, by whomever; `best`: so far, null while there is none. One call at a time.
  std::function<void(const Trial& trial, const Trial* best, std::uint64_t done)> on_trial;
  /// Set by a Study: where its idle threads find folds to fit (null: a trial has threads of its own), and what they hold meanwhile.
  SharedFolds* shared = nullptr;
  std::function<std::shared_ptr<void>()> enter = {};
};

/// One tried combination, as in its file.
struct Trial {
  std::uint64_t number = 0;
  std::string state;             ///< "complete" | "pruned" | "failed"
  models::Params params;         ///< what the sampler proposed
  double value = 0;              ///< mean of the metric over the folds that finished, else its last rung's value; NaN when failed
  nlohmann::ordered_json folds;  ///< one {metrics…, "rounds"} per fold
  std::string reason = {};       ///< why it was pruned or failed
  std::int64_t start_time = 0;   ///< milliseconds since 1970, as in MLflow; not part of what a study is
  std::int64_t end_time = 0;
  std::vector<Rung> rungs = {};  ///< of the first fold
  /// Constraints that it does not keep: see violations_of(); null where the study has none, or the trial is not complete.
  nlohmann::ordered_json violations = nullptr;

  /// By how much it breaks them, all together; 0 for one that is feasible.
  [[nodiscard]] double violation() const;
  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws Error(bad_data) when it is not a trial's document.
  static Trial from_json(const nlohmann::ordered_json& document);
  /// Mean of every recorded metric over the folds.
  [[nodiscard]] nlohmann::ordered_json mean_scores() const;
  /// Rounds to fit the final model with: the mean of the folds' best rounds, at least 1; 0 when the family has no rounds.
  [[nodiscard]] int rounds() const;
  /// What a pruner sees of it; nothing of one that failed, or that breaks constraints.
  [[nodiscard]] Course course(const std::string& metric) const;
  /// How far it got, for samplers: finished folds, or the part of the first that its rungs stand for.
  [[nodiscard]] double seen() const;
};

/// What a trial is fitted with.
struct Ground {
  const models::Family& family;
  std::shared_ptr<Folds> folds;
  models::Params params;  ///< canonical; all that are given, those that the trial proposes among them
};
/// Says what proposed parameters are fitted with. Called from several threads at once. Throws Error(bad_config | bad_data) for those that
/// cannot be: then the trial has failed.
using Grounds = std::function<Ground(const models::Params& proposed)>;

/// What a fold's model says of its validation rows.
using OnFold = std::function<void(const Fold& fold, const models::Predictions& predicted)>;

/// Cross-validates one combination fold by fold, until `settings.pruner` ends it; `known` are the courses of trials 0 … number - lag,
/// `on_fold` may be empty, and then scores come from Family::squared_errors where they can. A combination that the family refuses, or that
/// does not fit into memory, has failed, with the reason. Throws Error(interrupted) when asked to stop.
Trial cross_validate(const StudySettings& settings, const Grounds& grounds, std::uint64_t number, const models::Params& proposed,
                     std::span<const Course> known = {}, const OnFold& on_fold = {});

struct StudyResult {
  std::vector<Trial> trials;    ///< in order of number
  const Trial* best = nullptr;  ///< of those that keep the constraints
  bool cut_by_timeout = false;
};

/// One process's part in a study; any number of them, on any machines that share the folder, work on it at once. What a trial tries
/// depends on the study alone, so who does it changes nothing.
class Study {
 public:
  Study(StudySettings settings, Grounds grounds);
  ~Study();
  Study(const Study&) = delete;
  Study& operator=(const Study&) = delete;

  /// For the one process that holds the run, before it works: trials may be begun (again).
  void open();
  /// Tries trials, as many side by side as there are threads, or, where a trial depends on earlier ones, `lag`, until all are finished,
  /// also those that other processes are at, or the time is up. A finished trial is never tried again; one whose process died is. A trial
  /// whose process crashed twice in it has failed. Throws Error(interrupted) when asked to stop, and what kept it from working.
  void work();
  /// Takes in what other processes have finished; whether nothing is left to do, or no time.
  bool refresh();
  /// For the one process that holds the run. Where the time is up no trial is begun from here on, and those under way are waited for. All
  /// finished trials. Ties go to the lower number. Throws Error(bad_config) when none succeeded, or
  /// none keeps the constraints.
  [[nodiscard]] StudyResult result();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Study::work, then Study::result.
StudyResult run_study(const StudySettings& settings, const Grounds& grounds);

}  // namespace trainyard::search
