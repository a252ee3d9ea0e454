#include "host/pipeline/register_stage.hpp"

#include "host/error/error.hpp"
#include "host/log/log.hpp"

namespace trainyard::pipeline {

using nlohmann::ordered_json;

Outcome register_stage(const config::Config& config, const Settings& settings, Outcome outcome) {
  const ordered_json& wanted = config.at("register");
  if (!wanted.is_object() || settings.repeated) return outcome;
  log::set_stage("register");
  if (outcome.summary.value("verdict", "") == "failed") {
    log::warning(
        "the verdict is failed, so the run is not registered; `trainyard models register` with --force and --reason puts it on "
        "record that it is wanted all the same");
    outcome.summary["registered"] = nullptr;
    return outcome;
  }
  registry::Registration registration;
  registration.name = wanted.at("name");
  registration.run = outcome.summary.at("run").get<std::string>();
  registration.description = wanted.value("description", "");
  registration.stage = registry::stage_from_name(wanted.at("stage"));
  registration.once = true;
  for (const auto& [tag, value] : config.at("tags").items()) registration.tags[tag] = value.get<std::string>();
  try {
    const auto done = registry::register_version({config.resolve(config.at("results")), settings.command_line, ""}, registration);
    outcome.summary["registered"] = {{"name", done.model.name},
                                     {"version", done.version.number},
                                     {"stage", registry::stage_name(done.version.stage)},
                                     {"made", done.changed},
                                     {"path", done.folder.string()}};
  } catch (const Error& error) {
    if (error.code() != ExitCode::verdict_no) throw;
    log::warning(error.what());
    outcome.summary["registered"] = nullptr;
  }
  return outcome;
}

}  // namespace trainyard::pipeline
