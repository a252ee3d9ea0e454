#include "host/pipeline/recorded_run.hpp"

#include <algorithm>

#include "host/error/error.hpp"
#include "host/pipeline/config_check.hpp"
#include "host/pipeline/monitor.hpp"

namespace trainyard::pipeline {

using nlohmann::ordered_json;

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
  return settings;
}

bool reads_standard_input(const config::Config& config) {
  const auto names_it = [](const ordered_json& source) {
    return source == "-" || (source.is_array() && std::find(source.begin(), source.end(), "-") != source.end());
  };
  return names_it(config.at("data.source")) || names_it(config.at("split.test"));
}

namespace {

MonitorRequest monitor_request_of(const ordered_json& record) {
  const ordered_json& asked = record.at("monitor");
  return {
      .input = asked.at("input").get<std::string>(), .labels = asked.at("labels").get<std::string>(), .reference = asked.at("reference")};
}

}  // namespace

Outcome do_again(const config::Config& config, const Settings& settings, const ordered_json& record) {
  const std::string verb = record.at("verb");
  if (verb == "sweep") return sweep(config, settings);
  if (verb == "train") return train(config, settings);
  if (verb == "run") return run(config, settings);
  if (verb == "monitor") return monitor(config, settings, monitor_request_of(record));
  const auto& parent = record.at("parent");
  return evaluate(config, settings, parent.is_string() ? parent.get<std::string>() : "");
}

}  // namespace trainyard::pipeline
