#include "host/tracking/registry_mirror.hpp"

#include "host/log/log.hpp"
#include "host/storage/digest.hpp"
#include "host/tracking/model_directory.hpp"

namespace trainyard::tracking {

namespace {

using Versions = std::map<std::string, ServerVersion>;

/// By our number; of several that answers which never came have made, the first: the others go.
Versions versions_there(Mlflow& mlflow, const std::string& model) {
  Versions there;
  for (ServerVersion& version : mlflow.versions(model)) {
    const auto tag = version.tags.find(version_tag);
    if (tag == version.tags.end()) continue;
    const auto [first, added] = there.emplace(tag->second, version);
    if (added) continue;
    const bool later = std::stoull(version.number) > std::stoull(first->second.number);
    mlflow.delete_version(model, later ? version.number : first->second.number);
    if (!later) first->second = version;
  }
  return there;
}

void create(Mlflow& mlflow, const std::string& model, const registry::Version& version, const RunOnServer& run_of) {
  const std::string number = std::to_string(version.number), run = run_of(version);
  if (run.empty()) {
    log::warning(model + " version " + number + " is not sent to " + mlflow.server().url + ": its run is no more");
    return;
  }
  const Tags tags = {{version_tag, number}, {"trainyard.checksum", version.checksum}, {"trainyard.registered_by", version.registered_by}};
  mlflow.create_version(model, mlflow.artifacts_of(run) + "/" + model_folder, run, "Trainyard: " + model + " version " + number, tags);
}

void set_alias(Mlflow& mlflow, const std::string& model, const Tags& aliases, const std::string& alias, const std::string& wanted) {
  const auto now = aliases.find(alias);
  if (wanted.empty()) {
    if (now != aliases.end()) mlflow.delete_alias(model, alias);
  } else if (now == aliases.end() || now->second != wanted) {
    mlflow.set_alias(model, alias, wanted);
  }
}

}  // namespace

std::string state_of(const registry::Models& models) {
  if (models.empty()) return "";
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  for (const auto& [name, model] : models) {
    for (const registry::Version& version : model.versions) all[name].push_back(registry::version_json(version));
  }
  return storage::sha256(all.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void send_model(Mlflow& mlflow, const registry::Model& model, const RunOnServer& run_of) {
  mlflow.ensure_model(model.name, "Mirrored from Trainyard's registry");
  Versions there = versions_there(mlflow, model.name);
  bool created = false;
  for (const registry::Version& version : model.versions) {
    if (there.contains(std::to_string(version.number))) continue;
    create(mlflow, model.name, version, run_of);
    created = true;
  }
  if (created) there = versions_there(mlflow, model.name);
  std::string production, staging;
  for (const registry::Version& version : model.versions) {
    const auto found = there.find(std::to_string(version.number));
    if (found == there.end()) continue;
    const std::string stage = registry::stage_name(version.stage);
    if (found->second.stage != stage) mlflow.set_stage(model.name, found->second.number, stage);
    if (version.stage == registry::Stage::production) production = found->second.number;
    if (version.stage == registry::Stage::staging) staging = found->second.number;
  }
  const Tags aliases = mlflow.aliases(model.name);
  set_alias(mlflow, model.name, aliases, "production", production);
  set_alias(mlflow, model.name, aliases, "staging", staging);
}

}  // namespace trainyard::tracking
