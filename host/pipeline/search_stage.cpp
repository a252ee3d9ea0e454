#include <cstdio>
#include <memory>
#include <optional>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/stages.hpp"
#include "host/pipeline/trials_stage.hpp"
#include "host/report/finished_study.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

/// "depth6-lr0.08": the two parameters people name runs by.
std::string short_params(const models::Family& family, const models::Params& params) {
  const auto all = family.complete(params);
  std::string out;
  char text[32];
  if (all.contains("max_depth") && all["max_depth"].is_number_integer()) out += "-depth" + all["max_depth"].dump();
  if (all.contains("learning_rate") && all["learning_rate"].is_number()) {
    std::snprintf(text, sizeof text, "-lr%.2g", all["learning_rate"].get<double>());
    out += text;
  }
  return out;
}

/// What out-of-fold predictions are needed for; "" where they are not.
std::string learned_from_folds(const Plan& plan, const Goal& goal) {
  if (!goal.target.classifies()) return plan.uncertainty.intervals == "out_of_fold" ? "model.prediction_intervals" : "";
  std::string what = plan.uncertainty.calibration != "none" ? "model.calibration" : "";
  if (goal.threshold.is_tuned()) what += std::string(what.empty() ? "" : ", ") + "model.threshold";
  return what;
}

/// The best threshold for what models with the chosen parameters say of rows that they have not seen, calibrated.
double learn_threshold(const Goal& goal, const calibration::OutOfFold& rows) {
  std::vector<float> positive;
  for (std::size_t i = 0; i < rows.predicted.rows; ++i) positive.push_back(rows.predicted.row(i)[1]);
  const double threshold = evaluate::tune_threshold(goal.threshold, positive, rows.actual, rows.weight);
  log::info("threshold " + ordered_json(threshold).dump());
  return threshold;
}

/// Takes the scores round by round out of a trial's folds; nothing of a family without rounds.
void write_learning_curve(const std::filesystem::path& folder, const std::string& metric, const ordered_json& trial_folds) {
  ordered_json folds = ordered_json::array();
  for (const auto& fold : trial_folds) {
    if (!fold.contains("curve")) return;
    folds.push_back(fold["curve"]);
    folds.back()["model_rounds"] = fold.at("rounds");
  }
  storage::write_file(folder / "learning_curve.json", ordered_json{{"metric", metric}, {"folds", std::move(folds)}}.dump() + "\n");
}

/// Learns from out-of-fold predictions of models with the chosen parameters what there is to learn.
void learn_from_folds(const Plan& plan, const Goal& goal, calibration::OutOfFold rows, const search::StudySettings& settings,
                      Chosen& chosen) {
  if (!goal.target.classifies()) {
    if (plan.uncertainty.intervals == "out_of_fold") {
      chosen.interval = fit_interval(plan.config, plan.uncertainty, rows.predicted, rows.actual, rows.weight);
    }
    return;
  }
  if (plan.uncertainty.calibration != "none") {
    chosen.calibrator = calibrate(settings.exec, plan.uncertainty, rows, chosen.calibration);
    chosen.cv = calibrated_scores(settings, rows, chosen.calibrator);
    chosen.calibrator.apply(rows.predicted);
  }
  if (goal.threshold.is_tuned()) chosen.threshold = learn_threshold(goal, rows);
}

/// Takes over the best trial's parameters. Early stopping has said how many rounds the folds wanted: the final fit makes their mean.
void choose(const Plan& plan, const search::Trial& best, Chosen& chosen) {
  chosen.params = chosen.trial->plan.params;
  const bool stopped_early = chosen.params.contains("early_stopping_rounds") && !chosen.params["early_stopping_rounds"].is_null();
  if (stopped_early) chosen.params["n_estimators"] = best.rounds();
  chosen.params.erase("early_stopping_rounds");
  chosen.cv = best.mean_scores();
  if (!plan.search) return;
  chosen.best = {{"params", best.params}, {"value", best.value}, {"trial", best.number}};
}

/// One more cross-validation, with the parameters chosen: for what is learned from out-of-fold predictions, and after a search for the
/// learning curve, which its trials do not draw.
void cross_validate_chosen(const Plan& plan, const Goal& goal, search::StudySettings settings, const std::filesystem::path& folder,
                           const std::shared_ptr<search::Folds>& folds, Chosen& chosen) {
  const std::string what = learned_from_folds(plan, goal);
  settings.curves = plan.search && chosen.trial->plan.family->complete(chosen.params).contains("learning_rate");
  if (what.empty() && !settings.curves) return;
  auto validated = out_of_fold(settings, {*chosen.trial->plan.family, folds, chosen.params}, what.empty() ? "learning curve" : what);
  if (settings.curves) write_learning_curve(folder, settings.metric, validated.folds);
  models::Predictions predicted = validated.rows.predicted;
  learn_from_folds(plan, goal, std::move(validated.rows), settings, chosen);
  chosen.calibrator.apply(predicted);
  chosen.out_of_fold = std::move(predicted);
}

}  // namespace

Chosen search_stage(const Plan& plan, const Data& data, const std::filesystem::path& folder, Stage until) {
  Chosen chosen{.trial = std::make_shared<const TrialPlan>(TrialPlan{nullptr, plan}),
                .params = plan.params,
                .threshold = 0.5,
                .best = nullptr,
                .importance = nullptr,
                .study = nullptr,
                .cv = nullptr,
                .what = ""};
  const auto settings = study_settings(plan, data.goal, folder);
  chosen.threshold = settings.threshold;
  TrialFolds folds(plan, data);
  models::Params proposed = models::Params::object();
  if (plan.search || plan.early_stopping()) {
    const auto study = make_trials(plan, settings, folds, folder);
    if (plan.search) chosen.importance = report::write_study(folder, settings, study);
    proposed = study.best->params;
    chosen.trial = std::make_shared<const TrialPlan>(plan_for(plan, data, proposed));
    choose(plan, *study.best, chosen);
    if (!plan.search) write_learning_curve(folder, settings.metric, study.best->folds);
    if (plan.search) chosen.study = {{"trials", study.trials.size()}, {"of", settings.trials}, {"cut_by_timeout", study.cut_by_timeout}};
  }
  if (until != Stage::search) cross_validate_chosen(plan, data.goal, settings, folder, folds.ground(proposed).folds, chosen);
  chosen.what = (plan.search ? plan.search->sampler + std::to_string(plan.search->trials) : plan.family->name()) +
                short_params(*chosen.trial->plan.family, chosen.params);
  return chosen;
}

}  // namespace trainyard::pipeline
