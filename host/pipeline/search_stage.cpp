#include <cstdio>
#include <set>

#include "host/log/log.hpp"
#include "host/pipeline/stages.hpp"
#include "host/pipeline/stop.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

/// "depth6-lr0.08": the two parameters people name runs by.
std::string short_params(const Plan& plan, const models::Params& params) {
  const auto all = plan.family->complete(params);
  std::string out;
  char text[32];
  if (all.contains("max_depth") && all["max_depth"].is_number_integer()) out += "-depth" + all["max_depth"].dump();
  if (all.contains("learning_rate") && all["learning_rate"].is_number()) {
    std::snprintf(text, sizeof text, "-lr%.2g", all["learning_rate"].get<double>());
    out += text;
  }
  return out;
}

search::StudySettings study_settings(const Plan& plan, const std::filesystem::path& folder) {
  search::StudySettings settings{.exec = plan.device.exec,
                                 .seed = plan.seed,
                                 .trials = 1,
                                 .space = {},
                                 .base = plan.params,
                                 .metric = plan.metric,
                                 .metrics = plan.metrics,
                                 .timeout = std::nullopt,
                                 .folder = folder / "trials",
                                 .stop = stop_requested,
                                 .warn = warn_once(),
                                 .progress = {}};
  if (plan.search) {
    settings.seed = plan.search->seed;
    settings.trials = plan.search->trials;
    settings.sampler = plan.search->sampler;
    settings.space = plan.search->space;
    settings.timeout = plan.search->timeout;
  }
  return settings;
}

}  // namespace

std::function<void(const std::string&)> warn_once() {
  return [seen = std::set<std::string>()](const std::string& message) mutable {
    if (seen.insert(message).second) log::warning(message);
  };
}

Chosen search_stage(const Plan& plan, const Data& data, const std::filesystem::path& folder) {
  Chosen chosen{.params = plan.params, .seed = plan.seed, .best = nullptr, .cv = nullptr, .what = ""};
  if (plan.search || plan.early_stopping()) {
    auto settings = study_settings(plan, folder);
    search::Folds folds(
        plan.device.exec,
        {.table = data.table, .schema = data.dataset.schema(), .split = data.split, .options = plan.features, .target = data.target});
    log::Progress progress("trials", settings.trials, "trials");
    settings.progress = [&](std::uint64_t done, std::uint64_t, const std::string& note) { progress.update(done, note); };
    const auto study = search::run_study(settings, *plan.family, folds);
    if (study.cut_by_timeout) {
      log::warning("search.timeout ended the study after " + std::to_string(study.trials.size()) + " of " +
                   std::to_string(settings.trials) + " trials");
    }
    chosen.params.update(study.best->params);
    chosen.cv = study.best->mean_scores();
    if (plan.search) {
      chosen.best = {{"params", study.best->params}, {"value", study.best->value}, {"trial", study.best->number}};
      chosen.seed = search::trial_seed(settings.seed, study.best->number);
    }
    if (study.best->rounds() > 0) chosen.params["n_estimators"] = study.best->rounds();
    chosen.params.erase("early_stopping_rounds");
  }
  chosen.what =
      (plan.search ? plan.search->sampler + std::to_string(plan.search->trials) : plan.family->name()) + short_params(plan, chosen.params);
  return chosen;
}

}  // namespace trainyard::pipeline
