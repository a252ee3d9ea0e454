#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

#include "host/dataset/pick.hpp"
#include "host/error/error.hpp"
#include "host/evaluate/decision.hpp"
#include "host/evaluate/score.hpp"
#include "host/search/study.hpp"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

/// Where the pruner wants to be asked on the first fold.
std::vector<int> rungs_of(const Pruner& pruner, const models::Params& complete) {
  if (pruner.rungs == nullptr || !complete.contains("learning_rate") || !complete.contains("n_estimators")) return {};
  return pruner.rungs(complete["learning_rate"], complete["n_estimators"]);
}

/// Rounds that a learning curve shows, ever further apart, for that is how scores change; the last is shown anyway.
std::vector<int> curve_rounds(const models::Params& complete) {
  std::vector<int> out;
  if (!complete.contains("learning_rate") || !complete.contains("n_estimators")) return out;
  for (int round = 1; round < complete["n_estimators"].get<int>(); round = std::max(round + 1, round + round / 2)) out.push_back(round);
  return out;
}

void fail(Trial& trial, const std::string& reason) {
  trial.state = "failed";
  trial.reason = reason;
  trial.value = std::numeric_limits<double>::quiet_NaN();
}

/// A trial under way, held against the known ones.
class Attempt {
 public:
  Attempt(const StudySettings& settings, const Ground& ground, std::span<const Course> known, Trial& trial, const OnFold& on_fold)
      : settings_(settings),
        ground_(ground),
        folds_(*ground.folds),
        known_(known),
        trial_(trial),
        on_fold_(on_fold),
        pruner_(pruner(settings.pruner)),
        maximise_(evaluate::greater_is_better(settings.metric)) {}

  void run() {
    const models::FitSettings fit = fit_settings();
    models::FitSettings first = fit;
    add_rungs(first);
    std::size_t next = pruner_.verdict != nullptr || !first.rungs.empty() ? 1 : 0;
    SharedFolds alone;
    std::vector<std::jthread> helpers;  // joined once the offer is withdrawn
    SharedFolds::Offer offer(
        settings_.shared ? *settings_.shared : alone, next, folds_.size(),
        [&](const Exec& exec, std::size_t k, const std::function<bool()>& unwanted) {
          models::FitSettings other = fit;
          other.exec = exec;
          if (unwanted) other.stop = [&] { return unwanted() || (settings_.stop && settings_.stop()); };
          return *fit_fold(k, other);
        },
        settings_.enter);
    if (next > 0) {  // meanwhile threads that would be idle begin with the others
      const auto scored = fit_fold(0, first);
      if (!scored || !take_in(0, *scored)) return;
    }
    const Exec exec_of_owner = settings_.shared ? settings_.exec : with_helpers(alone, folds_.size() - next, helpers);
    for (; next < folds_.size(); ++next) {
      if (!take_in(next, offer.take(exec_of_owner, next))) return;
    }
  }

 private:
  [[nodiscard]] models::FitSettings fit_settings() const {
    const bool direct = ground_.family.measures(settings_.metric, folds_.data().target);
    return {.exec = settings_.exec,
            .early_stopping_metric = direct ? settings_.metric : "",
            .on_round = {},
            .stop = settings_.stop,
            .on_warning = settings_.warn};
  }

  /// A fold per thread takes less time than one fold after the other with all threads. Returns what is left for this thread.
  [[nodiscard]] Exec with_helpers(SharedFolds& shared, std::size_t folds, std::vector<std::jthread>& helpers) const {
    Exec share = settings_.exec;
    const int side_by_side = std::min(share.threads, static_cast<int>(folds));
    if (share.on_gpu() || side_by_side < 2) return share;
    share.threads /= side_by_side;
    try {
      for (int i = 1; i < side_by_side; ++i) {
        helpers.emplace_back([&shared, share] {
          while (shared.help(share)) {
          }
        });
      }
    } catch (const std::system_error&) {  // no more threads to be had: those there are do all
    }
    return share;
  }

  void add_rungs(models::FitSettings& fit) {
    fit.rungs = rungs_of(pruner_, ground_.family.complete(ground_.params));
    fit.on_rung = [this](int round, const models::Predictions& predicted) {
      const auto value = score(scored_on(settings_.exec), folds_[0].validation_rows, predicted);
      trial_.rungs.push_back({round, value.is_number() ? value.get<double>() : std::nan("")});
      return goes_on();
    };
  }

  /// On a GPU all fits but those of such families, which would wait for each other there.
  [[nodiscard]] std::unique_lock<std::mutex> one_at_a_time(const Exec& exec) const {
    static std::mutex mutex;
    return exec.on_gpu() && !ground_.family.fits_side_by_side() ? std::unique_lock(mutex) : std::unique_lock<std::mutex>();
  }

  /// What such a family says lies in the host's memory.
  [[nodiscard]] Exec scored_on(const Exec& exec) const { return ground_.family.fits_side_by_side() ? Exec{.threads = exec.threads} : exec; }

  /// What a model's predictions of these rows of the table score.
  [[nodiscard]] ordered_json scores(const Exec& exec, std::span<const std::string> metrics, std::span<const std::uint32_t> rows,
                                    const models::Predictions& predicted) const {
    const TrainingData& data = folds_.data();
    return scores(exec, metrics, dataset::pick(data.y, rows), dataset::pick(data.weight, rows), predicted);
  }

  [[nodiscard]] ordered_json scores(const Exec& exec, std::span<const std::string> metrics, std::span<const double> actual,
                                    std::span<const double> weight, const models::Predictions& predicted) const {
    const models::Target& target = folds_.data().target;
    const auto decided = evaluate::decide(predicted, target, settings_.threshold);
    return evaluate::score(
        exec, metrics, {.actual = actual, .predicted = predicted.values, .decided = decided, .weight = weight, .classes = target.classes});
  }

  /// By the deciding metric alone; null where it is not defined.
  [[nodiscard]] ordered_json score(const Exec& exec, std::span<const std::uint32_t> rows, const models::Predictions& predicted) const {
    return scores(exec, std::span(&settings_.metric, 1), rows, predicted).at(settings_.metric);
  }

  /// {"rounds", "train", "validation"}, a number per place each, filled while the model is fitted; empty for a family without rounds.
  void add_curve(std::size_t k, models::FitSettings& fit, ordered_json& curve) const {
    if (settings_.curves) fit.curve_rounds = curve_rounds(ground_.family.complete(ground_.params));
    if (fit.curve_rounds.empty()) return;
    fit.on_curve = [this, k, &curve, exec = scored_on(fit.exec)](int rounds, const models::Predictions& train,
                                                                 const models::Predictions& validation) {
      curve["rounds"].push_back(rounds);
      curve["train"].push_back(score(exec, folds_[k].train_rows, train));
      curve["validation"].push_back(score(exec, folds_[k].validation_rows, validation));
    };
  }

  /// For a family that measures nothing itself: by the deciding metric, where boosting can go by it, else by the objective's own.
  void add_early_stopping_score(std::size_t k, models::FitSettings& fit) const {
    const TrainingData& data = folds_.data();
    const Fold& fold = folds_[k];
    const char* const own = data.target.classifies() ? "log_loss" : "rmse";
    const std::string metric = fit.early_stopping_metric.empty() ? own : fit.early_stopping_metric;
    const double sign = evaluate::greater_is_better(metric) ? 1 : -1;
    fit.early_stopping_score = [this, k, metric, sign, exec = scored_on(fit.exec), &fold](const models::Predictions& validation) {
      const auto value = scores(exec, std::span(&metric, 1), fold.actual, fold.actual_weight, validation).at(metric);
      if (value.is_number()) return sign * value.get<double>();
      throw Error(ExitCode::bad_data, "early stopping cannot go by " + metric + ", which is no number on the validation rows of fold " +
                                          std::to_string(k) + "; choose another metric");
    };
  }

  /// The scores of a model on a fold, where they follow from sums over its rows; else null.
  [[nodiscard]] ordered_json without_predictions(std::size_t k, const models::Model& model) const {
    if (on_fold_ || !evaluate::follow_from_squares(settings_.metrics)) return nullptr;
    const auto errors = folds_.squared_errors(ground_.family, ground_.params, k);
    const auto squares = errors ? errors->of(model) : std::nullopt;
    if (!squares) return nullptr;
    return evaluate::score(settings_.metrics, *squares).value_or(nullptr);
  }

  /// Nothing when the trial was ended at a rung.
  [[nodiscard]] std::optional<ScoredFold> fit_fold(std::size_t k, models::FitSettings fit) const {
    const auto alone = one_at_a_time(fit.exec);
    const auto data = folds_.prepared(ground_.family, ground_.params, k);
    fit.seed = fold_seed(settings_.seed, k);
    ordered_json curve;
    add_curve(k, fit, curve);
    add_early_stopping_score(k, fit);
    std::optional<models::Predictions> said;
    fit.on_validation = [&said](models::Predictions validation) { said = std::move(validation); };
    const auto model = ground_.family.fit(*data->train, data->validation.get(), ground_.params, fit);
    if (fit.on_rung && trial_.state == "pruned") return std::nullopt;
    ScoredFold scored;
    auto measured = without_predictions(k, *model);
    if (measured.is_null()) {
      const Fold& fold = folds_[k];
      scored.predicted = said ? *std::move(said) : model->predict(fit.exec, fold.validation);
      measured = scores(scored_on(fit.exec), settings_.metrics, fold.actual, fold.actual_weight, scored.predicted);
    }
    if (!measured.at(settings_.metric).is_number()) {
      throw Error(ExitCode::bad_data, settings_.metric + " is not defined on the validation rows of fold " + std::to_string(k));
    }
    scored.entry = {{"scores", std::move(measured)}, {"rounds", model->rounds()}};
    if (!curve.is_null()) scored.entry["curve"] = std::move(curve);
    note_model(settings_.constraints, *model, scored.entry);
    return scored;
  }

  /// Adds a fold to the trial; whether it goes on.
  bool take_in(std::size_t k, const ScoredFold& scored) {
    trial_.folds.push_back(scored.entry);
    if (on_fold_) on_fold_(folds_[k], scored.predicted);
    return k + 1 == folds_.size() || goes_on();
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
  const OnFold& on_fold_;
  const Pruner& pruner_;
  const bool maximise_;
};

}  // namespace

Trial cross_validate(const StudySettings& settings, const Grounds& grounds, std::uint64_t number, const models::Params& proposed,
                     std::span<const Course> known, const OnFold& on_fold) {
  Trial trial{.number = number, .state = "complete", .params = proposed, .value = 0, .folds = ordered_json::array()};
  try {
    const Ground ground = grounds(proposed);
    Attempt(settings, ground, known, trial, on_fold).run();
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
