#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

#include "host/dataset/pick.hpp"
#include "host/error/error.hpp"
#include "host/evaluate/decision.hpp"
#include "host/evaluate/score.hpp"
#include "host/search/study.hpp"

namespace trainyard::search {

using nlohmann::ordered_json;

ordered_json Trial::to_json() const {
  ordered_json out = {{"number", number}, {"state", state}, {"params", params}, {"value", nullptr}, {"folds", folds}};
  if (std::isfinite(value)) out["value"] = value;
  if (!reason.empty()) out["reason"] = reason;
  if (violations.is_object()) {
    out["feasible"] = violations.empty();
    out["violations"] = violations;
  }
  out["start_time"] = start_time;
  out["end_time"] = end_time;
  return out;
}

Trial Trial::from_json(const ordered_json& document) {
  try {
    Trial trial{.number = document.at("number"),
                .state = document.at("state"),
                .params = document.at("params"),
                .value = std::numeric_limits<double>::quiet_NaN(),
                .folds = document.at("folds"),
                .reason = document.value("reason", ""),
                .start_time = document.at("start_time"),
                .end_time = document.at("end_time"),
                .violations = document.value("violations", ordered_json())};
    if (document.at("value").is_number()) trial.value = document.at("value");
    return trial;
  } catch (const nlohmann::json::exception& e) {
    throw Error(ExitCode::bad_data, std::string("not a trial's record: ") + e.what() + "; start afresh with --new");
  }
}

double Trial::violation() const {
  double sum = 0;
  for (const auto& [quantity, amount] : violations.items()) sum += amount.get<double>();
  return sum;
}

ordered_json Trial::mean_scores() const {
  ordered_json out = ordered_json::object();
  if (folds.empty()) return out;
  for (const auto& [metric, first] : folds.front().at("scores").items()) {
    double sum = 0;
    for (const auto& fold : folds) sum += fold.at("scores").at(metric).is_number() ? fold["scores"][metric].get<double>() : std::nan("");
    out[metric] = sum / static_cast<double>(folds.size());
  }
  return out;
}

int Trial::rounds() const {
  if (folds.empty()) return 0;
  double sum = 0;
  for (const auto& fold : folds) sum += fold.at("rounds").get<int>();
  return sum == 0 ? 0 : std::max(1, static_cast<int>(std::lround(sum / static_cast<double>(folds.size()))));
}

namespace {

/// The scores of one fold's model on its validation rows.
ordered_json fold_scores(const StudySettings& settings, const TrainingData& data, const Fold& fold, const models::Predictions& predicted) {
  const auto actual = dataset::pick(data.y, fold.validation_rows), weight = dataset::pick(data.weight, fold.validation_rows);
  const auto decided = evaluate::decide(predicted, data.target, settings.threshold);
  return evaluate::score(
      settings.exec, settings.metrics,
      {.actual = actual, .predicted = predicted.values, .decided = decided, .weight = weight, .classes = data.target.classes});
}

void fail(Trial& trial, const std::string& reason) {
  trial.state = "failed";
  trial.reason = reason;
  trial.value = std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

Trial cross_validate(const StudySettings& settings, const Grounds& grounds, std::uint64_t number, const models::Params& proposed,
                     std::uint64_t model_seed, const OnFold& on_fold) {
  Trial trial{.number = number, .state = "complete", .params = proposed, .value = 0, .folds = ordered_json::array(), .reason = ""};
  try {
    const auto [family, folds, params] = grounds(proposed);
    const bool direct = family.measures(settings.metric, folds->data().target);
    const models::FitSettings fit{.exec = settings.exec,
                                  .seed = model_seed,
                                  .early_stopping_metric = direct ? settings.metric : "",
                                  .on_round = {},
                                  .stop = settings.stop,
                                  .on_warning = settings.warn};
    for (std::size_t k = 0; k < folds->size(); ++k) {
      const Fold& fold = (*folds)[k];
      const auto data = folds->prepared(family, params, k);
      const auto model = family.fit(*data->train, data->validation.get(), params, fit);
      const auto predicted = model->predict(settings.exec, fold.validation);
      trial.folds.push_back({{"scores", fold_scores(settings, folds->data(), fold, predicted)}, {"rounds", model->rounds()}});
      note_model(settings.constraints, *model, trial.folds.back());
      if (on_fold) on_fold(fold, predicted);
    }
    trial.value = trial.mean_scores().at(settings.metric);
    if (std::isnan(trial.value)) throw Error(ExitCode::bad_data, settings.metric + " is not defined on the validation rows of some fold");
    if (!settings.constraints.empty()) trial.violations = violations_of(settings.constraints, trial.folds);
  } catch (const Error& e) {
    if (e.code() != ExitCode::bad_config && e.code() != ExitCode::bad_data && e.code() != ExitCode::out_of_memory) throw;
    fail(trial, e.what());
  } catch (const std::bad_alloc&) {
    fail(trial, "out of memory");
  }
  return trial;
}

}  // namespace trainyard::search
