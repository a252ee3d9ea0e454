#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/stages.hpp"
#include "host/pipeline/stop.hpp"
#include "host/pipeline/trial_table.hpp"
#include "host/search/time_spent.hpp"

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

search::StudySettings study_settings(const Plan& plan, const Goal& goal, const std::filesystem::path& folder) {
  search::StudySettings settings{.exec = plan.device.exec,
                                 .seed = plan.seed,
                                 .trials = 1,
                                 .space = {},
                                 .metric = goal.metric,
                                 .metrics = goal.metrics,
                                 .threshold = goal.threshold.fixed.value_or(0.5),
                                 .timeout = std::nullopt,
                                 .folder = folder / "trials",
                                 .stop = stop_requested,
                                 .warn = warn_once(),
                                 .on_trial = {}};
  if (plan.search) {
    settings.seed = plan.search->seed;
    settings.trials = plan.search->trials;
    settings.sampler = plan.search->sampler;
    settings.pruner = plan.search->pruner;
    settings.lag = plan.search->lag;
    settings.space = plan.search->space;
    settings.start = plan.search->start;
    settings.timeout = plan.search->timeout;
  }
  return settings;
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
                .cv = nullptr,
                .what = ""};
  auto settings = study_settings(plan, data.goal, folder);
  chosen.threshold = settings.threshold;
  TrialFolds folds(plan, data);
  models::Params proposed = models::Params::object();
  if (plan.search || plan.early_stopping()) {
    if (plan.search) log::info(trial_header(data.goal.metric));
    log::Progress progress("trials", settings.trials, "trials");
    const std::int64_t begun = search::now_ms();
    settings.on_trial = [&, begun](const search::Trial& trial, const search::Trial* best, std::uint64_t done) {
      if (plan.search && trial.end_time >= begun) log::info(trial_row(trial, best));
      progress.update(done, best_note(best, data.goal.metric));
    };
    const auto study = search::run_study(settings, [&](const models::Params& params) { return folds.ground(params); });
    if (study.cut_by_timeout) {
      log::warning("search.timeout ended the study after " + std::to_string(study.trials.size()) + " of " +
                   std::to_string(settings.trials) + " trials");
    }
    proposed = study.best->params;
    chosen.trial = std::make_shared<const TrialPlan>(plan_for(plan, data, proposed));
    choose(plan, settings, *study.best, chosen);
  }
  if (data.goal.threshold.is_tuned()) chosen.threshold = learn_threshold(data, folds.ground(proposed).folds, settings, chosen);
  chosen.what = (plan.search ? plan.search->sampler + std::to_string(plan.search->trials) : plan.family->name()) +
                short_params(*chosen.trial->plan.family, chosen.params);
  return chosen;
}

}  // namespace trainyard::pipeline
