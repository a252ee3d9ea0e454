// run, train, sweep and evaluate: one chain that stops after a stage.
#include <algorithm>

#include "host/dataset/split_record.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/open_results.hpp"
#include "host/pipeline/run_key.hpp"
#include "host/pipeline/stages.hpp"
#include "host/pipeline/summary.hpp"
#include "host/results/results.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// A finished sweep of the same study lends its trials, so that `train` after `sweep` does not search again.
void take_trials(const results::Results& results, const Plan& plan, const Data& data, const fs::path& folder) {
  const auto sweep = results.find_published(plan.experiment, run_key(plan, data, Stage::search));
  if (!sweep || fs::exists(folder / "trials")) return;
  storage::make_folder(folder / "trials");
  for (const auto& entry : fs::directory_iterator(sweep->folder / "trials")) {
    const auto relative = fs::path("trials") / entry.path().filename();
    storage::write_file(folder / relative, storage::read_verified(sweep->folder, relative));
  }
  log::info("took the trials of " + sweep->name);
}

/// The stages of one run, in order; `parent_bundle` replaces search and training for an evaluation of a finished run.
ordered_json run_stages(const Plan& plan, const Data& data, RunRecord& record, Stage until, const fs::path& parent_bundle,
                        std::string& what) {
  ordered_json metrics = {{"task", models::task_name(data.goal.target.task)},
                          {"metric", data.goal.metric},
                          {"train", nullptr},
                          {"cv", nullptr},
                          {"test", nullptr},
                          {"baseline", nullptr}};
  ordered_json summary = ordered_json::object();
  fs::path bundle_folder = parent_bundle;
  if (parent_bundle.empty()) {
    const Chosen chosen = record.stage("search", [&] { return search_stage(plan, data, record.folder()); });
    what = chosen.what;
    metrics["cv"] = chosen.cv;
    if (!chosen.best.is_null()) summary["best"] = chosen.best;
    if (!chosen.importance.is_null()) summary["importance"] = chosen.importance;
    if (!chosen.study.is_null()) summary["search"] = chosen.study;
    if (until >= Stage::train)
      metrics["train"] = record.stage("train", [&] { return train_stage(chosen.trial->plan, data, chosen, record); });
    bundle_folder = record.folder();
  }
  if (until == Stage::evaluate) {
    metrics.update(record.stage("evaluate", [&] { return evaluate_stage(plan, data, bundle_folder, record); }));
  }
  record.write_json("metrics.json", metrics);
  summary["dataset"] = dataset_summary(data.dataset, data.made);
  summary["split"] = {{"train", data.split.train.size()}, {"test", data.split.test.size()}};
  if (until >= Stage::train && parent_bundle.empty()) summary["has_model"] = true;
  return summary;
}

struct ChainRequest {
  std::string verb;
  Stage until = Stage::evaluate;
  std::optional<results::RunEntry> parent;
};

/// Does and records everything in the pending run; returns the name to publish it under.
std::string work(const Plan& plan, const Data& data, const Settings& settings, const ChainRequest& request, results::PendingRun& pending) {
  const log::ToFile to_file(pending.folder() / "log.jsonl");
  RunRecord record(pending, plan, settings, request.verb, request.parent ? request.parent->name : "", data.goal.metric);
  dataset::write_split_record(record.folder() / "split.h5", data.table, data.split);
  std::string what = request.verb;
  const auto bundle_folder = request.parent ? request.parent->folder : fs::path();
  record.set_summary(run_stages(plan, data, record, request.until, bundle_folder, what));
  return record.finish(what);
}

Outcome chain(const config::Config& config, const Settings& settings, const ChainRequest& request) {
  const Plan plan = make_plan(config);
  auto results = open_results(config);
  log::info("device " + plan.device.exec.name() + ": " + plan.device.reason);
  const Data data = load_data(plan, settings);

  const std::string parent = request.parent ? request.parent->name : "";
  const std::string key = run_key(plan, data, request.until, parent);
  if (!settings.resume_key.empty()) check_unchanged(config, settings.resume_key, key);
  if (!settings.fresh) {
    if (const auto done = results.find_published(plan.experiment, key)) {
      log::info("nothing has changed since " + done->name + " (--new trains it again)");
      return {summary_of(*done, "skipped")};
    }
  }
  auto pending = results.start(plan.experiment, key, results::run_name(request.verb), settings.fresh, config.document());
  if (pending.resumed()) log::info("going on with " + pending.name());
  if (!settings.fresh && !request.parent && request.until != Stage::search && plan.search)
    take_trials(results, plan, data, pending.folder());

  try {
    const std::string name = work(plan, data, settings, request, pending);
    return {summary_of(results.find(pending.publish(name).string()), "finished")};
  } catch (const Error& error) {
    // What the config or the data is to blame for would fail again. What an earlier process left, and trials, are kept all the same.
    const bool to_blame = error.code() == ExitCode::bad_config || error.code() == ExitCode::bad_data;
    if (to_blame && !pending.resumed() && !fs::exists(pending.folder() / "trials")) pending.discard();
    throw;
  }
}

}  // namespace

Outcome sweep(const config::Config& config, const Settings& settings) {
  if (!config.at("search").is_object()) config.problem("search", "is required to sweep: name trials and a space");
  return chain(config, settings, {.verb = "sweep", .until = Stage::search, .parent = std::nullopt});
}

Outcome train(const config::Config& config, const Settings& settings) {
  return chain(config, settings, {.verb = "train", .until = Stage::train, .parent = std::nullopt});
}

Outcome run(const config::Config& config, const Settings& settings) {
  return chain(config, settings, {.verb = "run", .until = Stage::evaluate, .parent = std::nullopt});
}

Outcome evaluate(const config::Config& config, const Settings& settings, const std::string& run) {
  if (run.empty()) return chain(config, settings, {.verb = "evaluate", .until = Stage::evaluate, .parent = std::nullopt});
  const auto results = results::Results::open(config.resolve(config.at("results")));
  auto parent = results.find(run);
  if (parent.status != "finished")
    throw Error(ExitCode::no_input, parent.name + " is " + parent.status + "; `trainyard resume` finishes it first");
  return chain(config, settings, {.verb = "evaluate", .until = Stage::evaluate, .parent = std::move(parent)});
}

}  // namespace trainyard::pipeline
