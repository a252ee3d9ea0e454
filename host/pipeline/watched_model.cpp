#include "host/pipeline/watched_model.hpp"

#include <algorithm>
#include <numeric>

#include "host/dataset/record.hpp"
#include "host/error/error.hpp"
#include "host/pipeline/monitor_rows.hpp"
#include "host/registry/registry.hpp"

namespace trainyard::pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

std::string registered_name(const Plan& plan) {
  const ordered_json& section = plan.config.at("register");
  return section.is_object() ? section.at("name").get<std::string>() : "";
}

bool is_stage(std::string word) {
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return word == "production" || word == "staging" || word == "archived";
}

bool has_model(const fs::path& folder) { return fs::exists(folder / "model" / "bundle.json"); }

WatchedModel of_registry(const Plan& plan, const std::string& reference) {
  const auto found = registry::Registry::open(plan.results).resolve(reference);
  const ordered_json version = {
      {"name", found.model.name}, {"version", found.version.number}, {"stage", registry::stage_name(found.version.stage)}};
  return {.folder = found.folder, .run = fs::path(found.version.run).filename().string(), .version = version, .label = found.model.name};
}

WatchedModel of_run(const Plan& plan, const results::RunEntry& run) {
  if (run.status != "finished")
    throw Error(ExitCode::no_input, run.name + " is " + run.status + "; monitor watches the model of a finished run");
  if (!has_model(run.folder))
    throw Error(ExitCode::no_input, run.name + " has no model to watch; name a run of `trainyard run` or `train`");
  results::check_unchanged(run);
  return {.folder = run.folder, .run = run.name, .version = nullptr, .label = plan.experiment};
}

WatchedModel newest_run(const Plan& plan, const results::Results& results) {
  for (const results::RunEntry& run : results.list(plan.experiment)) {
    if (run.status == "finished" && has_model(run.folder)) return of_run(plan, run);
  }
  throw Error(ExitCode::no_input, "experiment '" + plan.experiment + "' has no finished run with a model in " + plan.results.string() +
                                      "; `trainyard run` makes one, or name another with --reference");
}

}  // namespace

bool is_dataset(const std::string& reference) { return !reference.empty() && fs::exists(fs::path(reference) / dataset::record_file); }

WatchedModel find_watched(const Plan& plan, const results::Results& results, const std::string& reference) {
  const std::string name = registered_name(plan);
  if (reference.empty()) {
    const auto registry = registry::Registry::open(plan.results);
    const auto model = registry.models().find(name);
    const bool in_production = model != registry.models().end() && model->second.in_production() != nullptr;
    return in_production ? of_registry(plan, name + "@Production") : newest_run(plan, results);
  }
  if (is_stage(reference)) {
    if (!name.empty()) return of_registry(plan, name + "@" + reference);
    plan.config.problem("monitor.reference", "'" + reference + "' is a stage: register.name has to say of which model; or name NAME@" +
                                                 reference + ", or a run");
    plan.config.check();
  }
  for (const fs::path& folder : {fs::path(reference), plan.config.resolve(reference)}) {
    if (!fs::exists(folder) || fs::exists(folder / "run.json")) continue;
    if (has_model(folder)) return {.folder = folder, .run = "", .version = nullptr, .label = plan.experiment};
    throw Error(ExitCode::no_input, folder.string() + ": neither a run, nor a bundle, nor a dataset");
  }
  if (registry::is_reference(reference) && !fs::exists(reference)) return of_registry(plan, reference);
  const fs::path resolved = plan.config.resolve(reference);
  return of_run(plan, results.find(!fs::exists(reference) && fs::exists(resolved) ? resolved.string() : reference));
}

monitor::Reference watched_reference(const WatchedModel& model, const bundle::Bundle& bundle, const std::string& dataset,
                                     const Plan& plan) {
  const auto stored = monitor::read_reference(model.folder);
  if (dataset.empty()) {
    if (stored) return *stored;
    throw Error(ExitCode::bad_data, model.folder.string() + ": the model has no stored reference (" + monitor::reference_file +
                                        "), as models of earlier versions; train it again, or give the rows that it was trained on with "
                                        "--reference DATASET");
  }
  const auto rows =
      read_monitored_rows(bundle, {.inputs = {dataset}, .key = "", .memory_bytes = plan.config.at("memory"), .exec = plan.device.exec});
  const dataset::Table& table = rows.observed.table;
  std::vector<std::uint32_t> all(table.rows());
  std::iota(all.begin(), all.end(), 0U);
  monitor::Reference reference{.rows = table.rows(),
                               .columns = monitor::describe_columns(plan.device.exec, table, bundle.transform.inputs(), all)};
  reference.predictions = {"dataset", table.rows(),
                           monitor::describe_predictions(bundle, rows.observed.predictions, monitor::Detail::in_short)};
  if (stored) {
    reference.metrics_of = stored->metrics_of;
    reference.metrics = stored->metrics;
  }
  return reference;
}

}  // namespace trainyard::pipeline
