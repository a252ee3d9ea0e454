#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

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

/// The best threshold for what models with the chosen parameters say of rows that they have not seen.
double learn_threshold(const Data& data, const std::shared_ptr<search::Folds>& folds, search::StudySettings settings,
                       const Chosen& chosen) {
  settings.pruner = "none";
  std::vector<float> positive;
  std::vector<double> actual, weight;
  const auto keep = [&](const search::Fold& fold, const models::Predictions& predicted) {
    for (std::size_t i = 0; i < predicted.rows; ++i) {
      positive.push_back(predicted.row(i)[1]);
      actual.push_back(data.goal.y[fold.validation_rows[i]]);
      if (!data.goal.weight.empty()) weight.push_back(data.goal.weight[fold.validation_rows[i]]);
    }
  };
  const auto trial = search::cross_validate(
      settings,
      [&](const models::Params&) {
        return search::Ground{*chosen.trial->plan.family, folds, chosen.params};
      },
      0, chosen.params, chosen.seed, {}, keep);
  if (trial.state == "failed") throw Error(ExitCode::bad_data, "model.threshold cannot be learned: " + trial.reason);
  const double threshold = evaluate::tune_threshold(data.goal.threshold, positive, actual, weight);
  log::info("threshold " + nlohmann::ordered_json(threshold).dump() + ", from " + std::to_string(positive.size()) +
            " out-of-fold predictions");
  return threshold;
}

/// Takes over the best trial's parameters. Early stopping has said how many rounds the folds wanted: the final fit makes their mean.
void choose(const Plan& plan, const search::StudySettings& settings, const search::Trial& best, Chosen& chosen) {
  chosen.params = chosen.trial->plan.params;
  const bool stopped_early = chosen.params.contains("early_stopping_rounds") && !chosen.params["early_stopping_rounds"].is_null();
  if (stopped_early) chosen.params["n_estimators"] = best.rounds();
  chosen.params.erase("early_stopping_rounds");
  chosen.cv = best.mean_scores();
  if (!plan.search) return;
  chosen.best = {{"params", best.params}, {"value", best.value}, {"trial", best.number}};
  chosen.seed = search::trial_seed(settings.seed, best.number);
}

/// Takes the best trial's scores round by round out of its folds; nothing of a family without rounds.
void write_learning_curve(const std::filesystem::path& folder, const std::string& metric, const search::Trial& best) {
  ordered_json folds = ordered_json::array();
  for (const auto& fold : best.folds) {
    if (!fold.contains("curve")) return;
    folds.push_back(fold["curve"]);
    folds.back()["model_rounds"] = fold.at("rounds");
  }
  storage::write_file(folder / "learning_curve.json", ordered_json{{"metric", metric}, {"folds", std::move(folds)}}.dump() + "\n");
}

}  // namespace

std::function<void(const std::string&)> warn_once() {
  struct Seen {
    std::mutex mutex;
    std::set<std::string> messages;
  };
  return [seen = std::make_shared<Seen>()](const std::string& message) {
    const std::scoped_lock lock(seen->mutex);
    if (seen->messages.insert(message).second) log::warning(message);
  };
}

Chosen search_stage(const Plan& plan, const Data& data, const std::filesystem::path& folder) {
  Chosen chosen{.trial = std::make_shared<const TrialPlan>(TrialPlan{nullptr, plan}),
                .params = plan.params,
                .seed = plan.seed,
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
    choose(plan, settings, *study.best, chosen);
    write_learning_curve(folder, settings.metric, *study.best);
    if (plan.search) chosen.study = {{"trials", study.trials.size()}, {"of", settings.trials}, {"cut_by_timeout", study.cut_by_timeout}};
  }
  if (data.goal.threshold.is_tuned()) chosen.threshold = learn_threshold(data, folds.ground(proposed).folds, settings, chosen);
  chosen.what = (plan.search ? plan.search->sampler + std::to_string(plan.search->trials) : plan.family->name()) +
                short_params(*chosen.trial->plan.family, chosen.params);
  return chosen;
}

}  // namespace trainyard::pipeline
