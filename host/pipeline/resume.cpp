#include <algorithm>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/config_check.hpp"
#include "host/pipeline/pipeline.hpp"
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

/// The config that the run was begun with, as it was, whatever became of the file; with `overrides` over those of then, where these may
/// change.
config::Config config_of(const results::RunEntry& entry, const std::filesystem::path& results_folder, const config::Overrides& overrides) {
  if (!entry.run.contains("config_file")) {
    throw Error(ExitCode::bad_data, entry.name + " was interrupted before it wrote down its config; give the command again");
  }
  const std::filesystem::path file = entry.run.at("config_file").get<std::string>();
  config::Overrides all{
      .set = entry.run.at("overrides").at("set"), .flags = entry.run.at("overrides").at("flags"), .base = file.parent_path()};
  all.flags["results"] = std::filesystem::absolute(results_folder).string();
  const auto before = config::Config::load(entry.folder / "config.yaml", all);
  all.set.insert(all.set.end(), overrides.set.begin(), overrides.set.end());
  if (overrides.flags.is_object()) all.flags.update(overrides.flags);
  all.flags["results"] = std::filesystem::absolute(results_folder).string();
  auto config = config::Config::load(entry.folder / "config.yaml", all);
  check_config_kept(before, config, entry.name);
  return config;
}

Settings settings_of(const results::RunEntry& entry, Settings settings) {
  if (entry.run.at("dataset_path").is_string()) settings.dataset = entry.run["dataset_path"].get<std::string>();
  settings.resumed = {entry.folder, entry.run};
  return settings;
}

bool reads_standard_input(const config::Config& config) {
  const auto names_it = [](const ordered_json& source) {
    return source == "-" || (source.is_array() && std::find(source.begin(), source.end(), "-") != source.end());
  };
  return names_it(config.at("data.source")) || names_it(config.at("split.test"));
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
  if (!same.dataset && reads_standard_input(config)) {
    throw Error(ExitCode::no_input, entry->name + ": its table came from standard input, which is gone; give the command again with the " +
                                        "same table piped into it, which goes on with this run");
  }
  const std::string verb = entry->run.at("verb");
  log::info("resuming " + entry->name + " (" + verb + ")");
  if (verb == "sweep") return sweep(config, same);
  if (verb == "train") return train(config, same);
  if (verb == "run") return run(config, same);
  const auto& parent = entry->run.at("parent");
  return evaluate(config, same, parent.is_string() ? parent.get<std::string>() : "");
}

Outcome join(const std::filesystem::path& results_folder, const std::string& wanted, const config::Overrides& overrides) {
  if (wanted.empty()) throw Error(ExitCode::usage, "resume: --worker needs the RUN to help with");
  const auto results = results::Results::open(results_folder);
  const auto entry = results.find(wanted);
  if (entry.status == "finished") return {summary_of(entry, "skipped")};
  const auto config = config_of(entry, results_folder, overrides);
  const Settings settings = settings_of(entry, {});
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
