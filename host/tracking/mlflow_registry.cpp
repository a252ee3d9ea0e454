// Registered models, their versions, stages and aliases.
#include "host/tracking/json_answer.hpp"
#include "host/tracking/mlflow.hpp"

namespace trainyard::tracking {

using nlohmann::ordered_json;

namespace {

ServerVersion version_of(const ordered_json& version) {
  ServerVersion found{.number = text_in(version, "version"), .stage = text_in(version, "current_stage")};
  for (const ordered_json& tag : list_in(version, "tags")) found.tags[text_in(tag, "key")] = text_in(tag, "value");
  return found;
}

}  // namespace

void Mlflow::ensure_model(const std::string& name, const std::string& description) {
  try {
    get("registered-models/get", {{"name", name}});
    return;
  } catch (const Refusal& refusal) {
    if (refusal.reason() != "RESOURCE_DOES_NOT_EXIST") throw;
  }
  try {
    post("registered-models/create", {{"name", name}, {"description", description}}, Repeat::safe);
  } catch (const Refusal& refusal) {
    if (refusal.reason() != "RESOURCE_ALREADY_EXISTS") throw;
  }
}

std::vector<ServerVersion> Mlflow::versions(const std::string& model) {
  std::vector<ServerVersion> versions;
  std::string token;
  do {
    std::vector<Param> query = {{"filter", "name='" + model + "'"}, {"max_results", "200"}};
    if (!token.empty()) query.push_back({"page_token", token});
    const ordered_json answer = get("model-versions/search", query);
    for (const ordered_json& version : list_in(answer, "model_versions")) versions.push_back(version_of(version));
    token = text_in(answer, "next_page_token");
  } while (!token.empty());
  return versions;
}

ServerVersion Mlflow::create_version(const std::string& model, const std::string& source, const std::string& run,
                                     const std::string& description, const Tags& tags) {
  const ordered_json answer =
      post("model-versions/create",
           {{"name", model}, {"source", source}, {"run_id", run}, {"description", description}, {"tags", tags_json(tags)}}, Repeat::unsafe);
  return version_of(object_in(answer, "model_version"));
}

void Mlflow::delete_version(const std::string& model, const std::string& version) {
  const ordered_json body = {{"name", model}, {"version", version}};
  http_.send("DELETE", "/api/2.0/mlflow/model-versions/delete", body.dump(), Repeat::safe);
}

void Mlflow::set_stage(const std::string& model, const std::string& version, const std::string& stage) {
  try {
    post("model-versions/transition-stage", {{"name", model}, {"version", version}, {"stage", stage}, {"archive_existing_versions", false}},
         Repeat::safe);
  } catch (const Refusal& refusal) {
    const bool unknown = refusal.reason().empty() || refusal.reason() == "ENDPOINT_NOT_FOUND";
    if (!unknown) throw;
  }
}

Tags Mlflow::aliases(const std::string& model) {
  Tags aliases;
  const ordered_json answer = get("registered-models/get", {{"name", model}});
  for (const ordered_json& one : list_in(object_in(answer, "registered_model"), "aliases")) {
    aliases[text_in(one, "alias")] = text_in(one, "version");
  }
  return aliases;
}

void Mlflow::set_alias(const std::string& model, const std::string& alias, const std::string& version) {
  post("registered-models/alias", {{"name", model}, {"alias", alias}, {"version", version}}, Repeat::safe);
}

void Mlflow::delete_alias(const std::string& model, const std::string& alias) {
  const ordered_json body = {{"name", model}, {"alias", alias}};
  http_.send("DELETE", "/api/2.0/mlflow/registered-models/alias", body.dump(), Repeat::safe);
}

}  // namespace trainyard::tracking
