// runs repeat: the same run once more, held against the first.
#include <algorithm>
#include <array>

#include "host/error/error.hpp"
#include "host/log/log.hpp"
#include "host/pipeline/recorded_run.hpp"
#include "host/results/run_diff.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/manifest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// Files that say when, where and by whom a run was made.
bool is_of_one_run(const std::string& file) {
  constexpr std::array<std::string_view, 6> own = {"run.json", "system.json", "data.json", "config.yaml", "log.jsonl", "report.html"};
  return file.starts_with("cluster/") || std::ranges::find(own, file) != own.end();
}

/// A trial without its times, gates without what the machine's speed and the model in Production decide.
ordered_json lasting_part(const fs::path& file) {
  ordered_json document = storage::parse_json(storage::read_file(file), file);
  for (const char* key : {"start_time", "end_time", "verdict"}) document.erase(key);
  if (!document.contains("gates")) return document;
  for (ordered_json& gate : document["gates"]) {
    const std::string metric = gate.at("metric");
    if (metric == "latency_p99_ms" || gate.at("rule") == "not_worse_than") gate = metric;
  }
  return document;
}

ordered_json compare(const results::RunEntry& first, const results::RunEntry& second, const results::RunDiff& found) {
  ordered_json files = {
      {"same", found.same}, {"different", ordered_json::array()}, {"only_first", found.only_a}, {"only_second", found.only_b}};
  for (const std::string& file : found.different) {
    const bool in_part = file.starts_with("trials/") || file == "gates.json";
    const bool same = in_part && lasting_part(first.folder / file) == lasting_part(second.folder / file);
    files[same ? "same" : "different"].push_back(file);
  }
  for (auto& [what, list] : files.items()) {
    const auto end = std::remove_if(list.begin(), list.end(), [](const ordered_json& file) { return is_of_one_run(file); });
    list.erase(end, list.end());
  }
  return files;
}

/// The dataset of the first run, where it is still there; else the sources are read again, and have to give the same.
Settings settings_for(const results::RunEntry& first, Settings settings) {
  settings = settings_of(first, std::move(settings));
  settings.fresh = true;
  settings.repeated = first.run;
  const ordered_json& summary = first.run.at("summary");
  if (!summary.contains("dataset")) return settings;  // of monitor, which reads files
  const fs::path folder = summary.at("dataset").at("path").get<std::string>();
  if (!settings.dataset && fs::exists(folder / storage::manifest_name)) settings.dataset = folder;
  return settings;
}

}  // namespace

Outcome repeat(const fs::path& results_folder, const std::string& wanted, const config::Overrides& overrides, const Settings& settings) {
  const auto results = results::Results::open(results_folder);
  const auto first = results.find(wanted);
  if (first.status != "finished")
    throw Error(ExitCode::no_input, first.name + " is " + first.status + "; only a finished run can be repeated");
  results::check_unchanged(first);
  const auto config = config_of(first, results_folder, overrides);
  log::info("repeating " + first.name);
  Outcome outcome = do_again(config, settings_for(first, settings), first.run);
  const auto second = results.find(outcome.summary.at("run").get<std::string>());
  const auto found = results::diff(first, second);
  const ordered_json files = compare(first, second, found);
  outcome.summary["repeats"] = first.folder.string();
  outcome.summary["same"] = files.at("different").empty() && files.at("only_first").empty() && files.at("only_second").empty();
  outcome.summary["files"] = files;
  outcome.summary["because"] = ordered_json::array();
  for (const auto& one : found.differences) {
    if (one.file != "params.json" && one.file != "metrics.json") {
      outcome.summary["because"].push_back({{"file", one.file}, {"key", one.key}, {"first", one.a}, {"second", one.b}});
    }
  }
  return outcome;
}

}  // namespace trainyard::pipeline
