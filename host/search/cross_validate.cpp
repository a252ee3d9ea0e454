#include <cmath>
#include <limits>
#include <new>

#include "host/dataset/pick.hpp"
#include "host/error/error.hpp"
#include "host/evaluate/decision.hpp"
#include "host/evaluate/score.hpp"
#include "host/search/study.hpp"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

/// The scores of one fold's model on its validation rows.
ordered_json fold_scores(const StudySettings& settings, std::span<const std::string> metrics, const TrainingData& data, const Fold& fold,
                         const models::Predictions& predicted) {
  const auto actual = dataset::pick(data.y, fold.validation_rows), weight = dataset::pick(data.weight, fold.validation_rows);
  const auto decided = evaluate::decide(predicted, data.target, settings.threshold);
  return evaluate::score(
      settings.exec, metrics,
      {.actual = actual, .predicted = predicted.values, .decided = decided, .weight = weight, .classes = data.target.classes});
}

/// Where the pruner wants to be asked on the first fold.
std::vector<int> rungs_of(const Pruner& pruner, const models::Params& complete) {
  if (pruner.rungs == nullptr || !complete.contains("learning_rate") || !complete.contains("n_estimators")) return {};
  return pruner.rungs(complete["learning_rate"], complete["n_estimators"]);
}

void fail(Trial& trial, const std::string& reason) {
  trial.state = "failed";
  trial.reason = reason;
  trial.value = std::numeric_limits<double>::quiet_NaN();
}

/// A trial under way, held against the known ones.
class Attempt {
 public:
  Attempt(const StudySettings& settings, const Ground& ground, std::span<const Course> known, Trial& trial)
      : settings_(settings),
        ground_(ground),
        folds_(*ground.folds),
        known_(known),
        trial_(trial),
        pruner_(pruner(settings.pruner)),
        maximise_(evaluate::greater_is_better(settings.metric)) {}

  void run(std::uint64_t model_seed, const OnFold& on_fold) {
    models::FitSettings fit = fit_settings(model_seed);
    for (std::size_t k = 0; k < folds_.size(); ++k) {
      const Fold& fold = folds_[k];
      const auto data = folds_.prepared(ground_.family, ground_.params, k);
      const auto model = ground_.family.fit(*data->train, data->validation.get(), ground_.params, fit);
      if (trial_.state == "pruned") return;  // at a rung
      fit.rungs.clear();
      const auto predicted = model->predict(settings_.exec, fold.validation);
      const auto scores = fold_scores(settings_, settings_.metrics, folds_.data(), fold, predicted);
      trial_.folds.push_back({{"scores", scores}, {"rounds", model->rounds()}});
      note_model(settings_.constraints, *model, trial_.folds.back());
      if (!scores.at(settings_.metric).is_number()) {
        throw Error(ExitCode::bad_data, settings_.metric + " is not defined on the validation rows of fold " + std::to_string(k));
      }
      if (on_fold) on_fold(fold, predicted);
      if (k + 1 < folds_.size() && !goes_on()) return;
    }
  }

 private:
  [[nodiscard]] models::FitSettings fit_settings(std::uint64_t model_seed) {
    const bool direct = ground_.family.measures(settings_.metric, folds_.data().target);
    models::FitSettings fit{.exec = settings_.exec,
                            .seed = model_seed,
                            .early_stopping_metric = direct ? settings_.metric : "",
                            .on_round = {},
                            .stop = settings_.stop,
                            .on_warning = settings_.warn};
    fit.rungs = rungs_of(pruner_, ground_.family.complete(ground_.params));
    fit.on_rung = [this](int round, const models::Predictions& predicted) {
      const auto scores = fold_scores(settings_, std::span(&settings_.metric, 1), folds_.data(), folds_[0], predicted);
      const auto& value = scores.at(settings_.metric);
      trial_.rungs.push_back({round, value.is_number() ? value.get<double>() : std::nan("")});
      return goes_on();
    };
    return fit;
  }

  /// Asks the pruner; a trial that it ends is marked as such.
  bool goes_on() {
    if (pruner_.verdict == nullptr) return true;
    const Course course = trial_.course(settings_.metric);
    const auto reason =
        pruner_.verdict({.trial = course, .history = known_, .folds = folds_.size(), .seed = settings_.seed, .maximise = maximise_});
    if (!reason) return true;
    trial_.state = "pruned";
    trial_.reason = *reason;
    return false;
  }

  const StudySettings& settings_;
  const Ground& ground_;
  Folds& folds_;
  const std::span<const Course> known_;
  Trial& trial_;
  const Pruner& pruner_;
  const bool maximise_;
};

}  // namespace

Trial cross_validate(const StudySettings& settings, const Grounds& grounds, std::uint64_t number, const models::Params& proposed,
                     std::uint64_t model_seed, std::span<const Course> known, const OnFold& on_fold) {
  Trial trial{.number = number, .state = "complete", .params = proposed, .value = 0, .folds = ordered_json::array()};
  try {
    const Ground ground = grounds(proposed);
    Attempt(settings, ground, known, trial).run(model_seed, on_fold);
    if (trial.state == "complete" && !settings.constraints.empty()) trial.violations = violations_of(settings.constraints, trial.folds);
    trial.value = trial.folds.empty() ? trial.rungs.back().value : trial.mean_scores().at(settings.metric).get<double>();
    if (trial.state == "complete" && !settings.constraints.empty()) trial.violations = violations_of(settings.constraints, trial.folds);
  } catch (const Error& e) {
    if (e.code() != ExitCode::bad_config && e.code() != ExitCode::bad_data && e.code() != ExitCode::out_of_memory) throw;
    fail(trial, e.what());
  } catch (const std::bad_alloc&) {
    fail(trial, "out of memory");
  }
  return trial;
}

}  // namespace trainyard::search
