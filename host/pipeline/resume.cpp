#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/pipeline.hpp"
#include "host/pipeline/recorded_run.hpp"
#include "host/pipeline/run_key.hpp"
#include "host/pipeline/start_from.hpp"
#include "host/pipeline/summary.hpp"
#include "host/pipeline/trials_stage.hpp"
#include "host/results/results.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

/// The interrupted run to go on with: the one named, or the newest. Nothing when there is none.
std::optional<results::RunEntry> pick(const results::Results& results, const std::string& wanted) {
  if (!wanted.empty()) return results.find(wanted);
  for (auto& entry : results.list()) {
    if (entry.status == "interrupted") return std::move(entry);
  }
  return std::nullopt;
}

ordered_json last_summary(const results::Results& results) {
  for (const auto& entry : results.list()) {
    if (entry.status == "finished") return summary_of(entry, "skipped");
  }
  return {{"status", "skipped"}, {"run", nullptr}, {"metrics", nullptr}};
}

}  // namespace

Outcome resume(const std::filesystem::path& results_folder, const std::string& wanted, const config::Overrides& overrides,
               const Settings& settings) {
  const auto results = results::Results::open(results_folder);
  const auto entry = pick(results, wanted);
  if (!entry || entry->status == "finished") {
    log::info("nothing to resume");
    return {last_summary(results)};
  }
  if (entry->status == "running")
    throw Error(ExitCode::unavailable,
                entry->name + " is being worked on by a living process; nothing to resume (--worker helps with its trials)");
  const auto config = config_of(*entry, results_folder, overrides);
  Settings same = settings_of(*entry, settings);
  same.resumed = {entry->folder, entry->run};
  if (!same.dataset && reads_standard_input(config)) {
    throw Error(ExitCode::no_input, entry->name + ": its table came from standard input, which is gone; give the command again with the " +
                                        "same table piped into it, which goes on with this run");
  }
  log::info("resuming " + entry->name + " (" + entry->run.at("verb").get<std::string>() + ")");
  return do_again(config, same, entry->run);
}

Outcome join(const std::filesystem::path& results_folder, const std::string& wanted, const config::Overrides& overrides) {
  if (wanted.empty()) throw Error(ExitCode::usage, "resume: --worker needs the RUN to help with");
  const auto results = results::Results::open(results_folder);
  const auto entry = results.find(wanted);
  if (entry.status == "finished") return {summary_of(entry, "skipped")};
  const auto config = config_of(entry, results_folder, overrides);
  Settings settings = settings_of(entry, {});
  settings.resumed = {entry.folder, entry.run};
  Plan plan = make_plan(config);
  const Data data = load_data(plan, settings);
  check_goes_on(plan, data, entry.folder, entry.run);
  find_starting_points(plan, results, study_key(plan, data), settings);
  log::set_stage("search");
  log::info("helping with the trials of " + entry.name);
  join_trials(plan, data, entry.folder);
  return {{{"status", "finished"}, {"run", entry.folder.string()}}};
}

}  // namespace trainyard::pipeline
