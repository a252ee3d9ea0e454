// run, train, sweep and evaluate: one chain that stops after a stage.
#include <algorithm>
#include <future>

#include "host/dataset/split_record.hpp"
#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/caution.hpp"
#include "host/pipeline/earlier_model.hpp"
#include "host/pipeline/earlier_trials.hpp"
#include "host/pipeline/evaluation.hpp"
#include "host/pipeline/gate_stage.hpp"
#include "host/pipeline/known_rows.hpp"
#include "host/pipeline/open_results.hpp"
#include "host/pipeline/production.hpp"
#include "host/pipeline/reference_stage.hpp"
#include "host/pipeline/register_stage.hpp"
#include "host/pipeline/run_key.hpp"
#include "host/pipeline/shared_study.hpp"
#include "host/pipeline/stages.hpp"
#include "host/pipeline/start_from.hpp"
#include "host/pipeline/summary.hpp"
#include "host/pipeline/tracking_stage.hpp"
#include "host/report/run_report.hpp"
#include "host/results/results.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/sealed.hpp"
#include "host/system/system.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* no_workers = "no worker has worked on this config's study; `trainyard sweep CONFIG --worker` is one";

/// The summary with its verdict, where there are gates, or warnings that are errors: "failed" makes the exit code 1.
ordered_json judged(const config::Config& config, ordered_json summary) {
  const bool strict = config.at("strict") == true && !summary.value("warnings", ordered_json::array()).empty();
  const bool gated = summary.contains("gates");
  const bool failed = strict || (gated && summary["gates"].at("verdict") == "failed");
  if (failed || gated) summary["verdict"] = failed ? "failed" : "passed";
  return summary;
}

/// Measures the model on the test rows, says for whom it is bad and what is doubtful, and holds it against the gates; {warnings, gates}.
/// `bundle_folder`: the run's own folder, or that of the run whose model it is.
ordered_json judge(const Plan& plan, const Data& data, const fs::path& bundle_folder, const RunRecord& record, ordered_json& metrics) {
  const Evaluated evaluated = evaluate_stage(plan, data, bundle_folder, record);
  metrics.update(evaluated.metrics);
  if (bundle_folder == record.folder()) add_test_rows(evaluated, bundle_folder);
  const auto known = bundle_folder == record.folder() ? std::vector<evaluate::Warning>{} : known_rows_warning(bundle_folder, data);
  const ordered_json found = evaluation(plan, data, evaluated, metrics, known);
  record.write_json("evaluation.json", found);
  const ordered_json gates = gate_stage(plan, data, evaluated, found, find_production(plan));
  ordered_json judgement = {{"warnings", found.at("warnings")}};
  if (gates.is_null()) return judgement;
  record.write_json("gates.json", gates);
  judgement["gates"] = gates;
  return judgement;
}

/// Of an evaluation: those of the run whose model it is, but for the split, which is its own.
void copy_params(const Plan& plan, const fs::path& parent, const RunRecord& record) {
  ordered_json params = storage::read_json(parent / "params.json");
  if (params.is_null()) return;
  params["split"] = plan.config.at("split");
  record.write_json("params.json", params);
}

/// Search and training. Adds to the metrics and to the summary; returns what was chosen, for the run's name.
std::string make_model(const Plan& plan, const Data& data, RunRecord& record, Stage until, ordered_json& metrics, ordered_json& summary) {
  const Chosen chosen = record.stage("search", [&] { return search_stage(plan, data, record.folder(), until); });
  metrics["cv"] = chosen.cv;
  if (!chosen.calibration.is_null()) metrics["calibration"] = chosen.calibration;
  if (!chosen.best.is_null()) summary["best"] = chosen.best;
  if (!chosen.importance.is_null()) summary["importance"] = chosen.importance;
  if (!chosen.study.is_null()) summary["search"] = chosen.study;
  if (until == Stage::search) record.write_json("params.json", params_record(chosen.trial->plan, chosen.params, models::Params::object()));
  if (until >= Stage::train)
    metrics["train"] = record.stage("train", [&] { return train_stage(chosen.trial->plan, data, chosen, record); });
  return chosen.what;
}

/// The stages of one run, in order; `parent_bundle` replaces search and training for an evaluation of a finished run, and `taken` for one
/// whose model is made already.
ordered_json run_stages(const Plan& plan, const Data& data, RunRecord& record, Stage until, const fs::path& parent_bundle,
                        const std::optional<TakenModel>& taken, std::string& what) {
  ordered_json metrics = {{"task", models::task_name(data.goal.target.task)},
                          {"metric", data.goal.metric},
                          {"train", nullptr},
                          {"cv", nullptr},
                          {"test", nullptr},
                          {"baseline", nullptr}};
  ordered_json summary = ordered_json::object();
  fs::path bundle_folder = parent_bundle;
  if (taken) {
    metrics = taken->metrics;
    for (const char* key : {"best", "importance", "search"}) {
      if (taken->summary.contains(key)) summary[key] = taken->summary[key];
    }
    what = taken->what;
  } else if (parent_bundle.empty()) {
    what = make_model(plan, data, record, until, metrics, summary);
  }
  if (parent_bundle.empty()) bundle_folder = record.folder();
  if (!parent_bundle.empty()) {
    record.write_json("data.json", data_record(plan, data, bundle::load(parent_bundle, plan.device.exec).transform.feature_names()));
    copy_params(plan, parent_bundle, record);
  }
  if (until == Stage::evaluate) {
    const ordered_json judgement = record.stage("evaluate", [&] { return judge(plan, data, bundle_folder, record, metrics); });
    if (const auto done = judged(plan.config, judgement); done.contains("verdict")) summary["verdict"] = done["verdict"];
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

/// The run to go on with: the one resumed, one of the same key, or one that differs in its budget alone; else a new one.
results::PendingRun pending_run(results::Results& results, const Plan& plan, const Data& data, const Settings& settings,
                                const ChainRequest& request, const std::string& key) {
  if (settings.resumed) return results.claim(settings.resumed->folder);
  const auto fits = [&, study = study_key(plan, data)](const results::RunEntry& entry) {
    return !request.parent && is_of_study(entry, plan, study) && entry.run.value("parent", ordered_json()).is_null() &&
           stage_of(entry.run.value("verb", "")) == request.until && trials_begun(entry.folder) <= plan.search->trials;
  };
  return results.start(plan.experiment, key, results::run_name(request.verb), settings.fresh, plan.config.document(), fits);
}

/// Does and records everything in the pending run; returns the name to publish it under.
std::string make_run(const Plan& plan, const Data& data, const Settings& settings, const ChainRequest& request, const std::string& key,
                     const std::optional<TakenModel>& taken, results::PendingRun& pending) {
  const log::ToFile to_file(pending.folder() / "log.jsonl");
  RunRecord record(pending, plan, settings, request.verb, request.parent ? request.parent->name : "", run_identity(plan, data, key));
  dataset::write_split_record(record.folder() / "split.h5", data.table, data.split);
  if (taken) record.note("model_of", taken->run);
  std::string what = request.verb;
  const auto bundle_folder = request.parent ? request.parent->folder : fs::path();
  record.set_summary(run_stages(plan, data, record, request.until, bundle_folder, taken, what));
  const std::string name = record.finish(what);
  storage::write_file(record.folder() / report::report_name, report::run_report(report::read_run_files(record.folder())));
  return name;
}

/// The model of a run that only went less far.
std::optional<TakenModel> earlier_model(const results::Results& results, const Plan& plan, const Data& data, const Settings& settings,
                                        const ChainRequest& request, const fs::path& folder) {
  if (settings.fresh || request.parent || request.until != Stage::evaluate) return std::nullopt;
  return take_model(results, plan.experiment, run_key(plan, data, Stage::train), folder);
}

/// What every run asks of these libraries is short, but loading them takes a while.
void load_libraries() {
  system::load_git();
  try {
    static_cast<void>(models::xgboost_version());
  } catch (const Error&) {  // whoever needs it says so
  }
}

Outcome chain(const config::Config& config, const Settings& settings, const ChainRequest& request) {
  Plan plan = make_plan(config);
  auto results = open_results(config);
  log::info("device " + plan.device.exec.name() + ": " + plan.device.reason);
  const auto loading = std::async(load_libraries);  // while the data is read
  const Data data = load_data(plan, settings);
  for (const auto& warning : data.warnings) caution(config, "data", warning.text);
  config.check();

  const std::string parent = request.parent ? request.parent->name : "", study = study_key(plan, data);
  if (settings.resumed) check_goes_on(plan, data, settings.resumed->folder, settings.resumed->run);
  if (!request.parent) find_starting_points(plan, results, study, settings);
  const std::string key = run_key(plan, data, request.until, parent);
  if (!settings.fresh) {
    if (const auto done = results.find_published(plan.experiment, key)) {
      log::info("nothing has changed since " + done->name + " (--new trains it again)");
      return {judged(config, summary_of(*done, "skipped"))};
    }
  }
  auto pending = pending_run(results, plan, data, settings, request, key);
  if (pending.resumed()) log::info("going on with " + pending.name());
  if (!pending.beside().empty()) {
    log::warning(pending.beside() +
                 " is the same run, and another process is at work on it: this one makes all of it once more. Stop it, and " +
                 "give the command again when the other has ended; a search by several processes is `sweep --worker` in each of them");
  }
  try {
    if (settings.collect && !pending.resumed()) throw Error(ExitCode::no_input, no_workers);
    if (settings.collect) check_collected(plan, pending.folder());
    const auto taken = earlier_model(results, plan, data, settings, request, pending.folder());
    if (!taken && !settings.fresh && !request.parent && plan.search) take_trials(results, plan, study, pending.folder());
    const std::string name = make_run(plan, data, settings, request, key, taken, pending);
    return {judged(config, summary_of(results.find(pending.publish(name).string()), "finished"))};
  } catch (const Error& error) {
    // What the config or the data is to blame for would fail again. What an earlier process left, and trials, are kept all the same.
    const bool to_blame = error.code() == ExitCode::bad_config || error.code() == ExitCode::bad_data ||
                          ((request.parent || settings.collect) && error.code() == ExitCode::no_input);
    if (to_blame && !pending.resumed() && !fs::exists(pending.folder() / "trials")) pending.discard();
    track_unfinished(config, pending.folder(), error.code());
    throw;
  }
}

}  // namespace

Outcome sweep(const config::Config& config, const Settings& settings) {
  if (!config.at("search").is_object()) config.problem("search", "is required to sweep: name trials and a space");
  return tracking_stage(config, chain(config, settings, {.verb = "sweep", .until = Stage::search, .parent = std::nullopt}));
}

Outcome collect(const config::Config& config, const Settings& settings) {
  Settings same = settings;
  same.collect = true;
  return sweep(config, same);
}

Outcome train(const config::Config& config, const Settings& settings) {
  return tracking_stage(config, chain(config, settings, {.verb = "train", .until = Stage::train, .parent = std::nullopt}));
}

Outcome run(const config::Config& config, const Settings& settings) {
  const Outcome done = chain(config, settings, {.verb = "run", .until = Stage::evaluate, .parent = std::nullopt});
  return tracking_stage(config, register_stage(config, settings, done));
}

Outcome evaluate(const config::Config& config, const Settings& settings, const std::string& run) {
  if (run.empty()) {
    return tracking_stage(config, chain(config, settings, {.verb = "evaluate", .until = Stage::evaluate, .parent = std::nullopt}));
  }
  const auto results = results::Results::open(config.resolve(config.at("results")));
  auto parent = results.find(run);
  if (parent.status != "finished")
    throw Error(ExitCode::no_input, parent.name + " is " + parent.status + "; `trainyard resume` finishes it first");
  if (!fs::exists(parent.folder / "model"))
    throw Error(ExitCode::no_input, parent.name + " has no model to evaluate: `trainyard " + parent.run.value("verb", "sweep") +
                                        "` made it; name a run of `trainyard run` or `trainyard train`");
  return tracking_stage(config, chain(config, settings, {.verb = "evaluate", .until = Stage::evaluate, .parent = std::move(parent)}));
}

}  // namespace trainyard::pipeline
