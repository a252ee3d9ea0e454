#include "host/registry/models.hpp"

#include <algorithm>
#include <cctype>

#include "host/error/error.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::registry {

using Json = nlohmann::ordered_json;

namespace {

constexpr int stages_format = 1;
constexpr const char* stage_names[] = {"None", "Staging", "Production", "Archived"};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

[[noreturn]] void refuse(const std::string& what) { throw Error(ExitCode::bad_data, what); }

Version& version_of(Model& model, std::uint64_t number) {
  for (Version& version : model.versions) {
    if (version.number == number) return version;
  }
  refuse("there is no version " + std::to_string(number));
}

void add_version(Model& model, const Json& fields) {
  const std::uint64_t number = fields.at("version");
  if (!model.versions.empty() && model.versions.back().number >= number) refuse("version " + std::to_string(number) + " is not a new one");
  const Json& after = fields.at("after");
  Version version;
  version.number = number;
  version.stage = stage_from_name(after.at("stage"));
  version.checksum = after.at("checksum");
  version.run = after.at("run");
  version.forced = after.at("forced");
  version.registered_by = fields.at("user");
  version.registered = fields.at("time");
  if (version.stage == Stage::production) refuse("a version is registered in Production");
  model.versions.push_back(std::move(version));
}

void add_approval(Model& model, const Json& fields) {
  Version& version = version_of(model, fields.at("version"));
  if (fields.at("after").at("checksum") != version.checksum) refuse("it approves another checksum");
  version.approvals.push_back({fields.at("user"), fields.at("time"), fields.at("reason")});
}

void set_check(Model& model, const Json& fields) {
  Version& version = version_of(model, fields.at("version"));
  if (fields.at("after").at("checksum") != version.checksum) refuse("it checks another checksum");
  version.check = {{"by", fields.at("user")}, {"time", fields.at("time")}};
  version.check.update(fields.at("after"));
}

/// The version that the line is about is the one put into Production, or taken out of it; others make room.
void set_stages(Model& model, const Json& fields) {
  const std::uint64_t subject = fields.at("version");
  const bool rollback = fields.at("action") == "rollback";
  for (const auto& [text, name] : fields.at("after").items()) {
    const std::uint64_t number = std::stoull(text);
    Version& version = version_of(model, number);
    if (fields.at("before").at(text) != stage_name(version.stage)) refuse("version " + text + " was not in the stage that it says");
    const bool withdrawn = version.stage == Stage::production && (number == subject || rollback);
    version.stage = stage_from_name(name);
    if (withdrawn) version.approvals.clear();  // they did not know what it was withdrawn for
    if (withdrawn || version.stage == Stage::production) std::erase(model.production, number);
    if (version.stage == Stage::production) model.production.push_back(number);
  }
  const auto in_production = [](const Version& version) { return version.stage == Stage::production; };
  if (std::count_if(model.versions.begin(), model.versions.end(), in_production) > 1) refuse("two versions would be in Production");
}

}  // namespace

const char* stage_name(Stage stage) { return stage_names[static_cast<int>(stage)]; }

Stage stage_from_name(const std::string& name) {
  for (int i = 0; i < 4; ++i) {
    if (lower(name) == lower(stage_names[i])) return static_cast<Stage>(i);
  }
  const std::vector<std::string> known(std::begin(stage_names), std::end(stage_names));
  throw Error(ExitCode::usage, "unknown stage '" + name + "'" + suggest(name, known));
}

const Version* Model::find(std::uint64_t number) const {
  for (const Version& version : versions) {
    if (version.number == number) return &version;
  }
  return nullptr;
}

const Version* Model::in_production() const {
  for (const Version& version : versions) {
    if (version.stage == Stage::production) return &version;
  }
  return nullptr;
}

void apply(Models& models, const AuditLine& line) {
  const std::string where = std::string(audit_name) + ":" + line.fields.at("line").dump() + ": ";
  try {
    const std::string action = line.fields.at("action");
    Model& model = models[line.fields.at("model")];
    model.name = line.fields.at("model");
    model.line = line.fields.at("line");
    if (action == "register") {
      add_version(model, line.fields);
    } else if (action == "approve") {
      add_approval(model, line.fields);
    } else if (action == "check") {
      set_check(model, line.fields);
    } else if (action == "promote" || action == "archive" || action == "rollback") {
      set_stages(model, line.fields);
    } else {
      refuse("unknown action '" + action + "'; use a newer trainyard");
    }
  } catch (const Error& error) {
    throw Error(ExitCode::bad_data, where + error.what());
  } catch (const std::exception& error) {  // a field that is missing or of another type
    throw Error(ExitCode::bad_data, where + "not a line of the registry (" + error.what() + ")");
  }
}

Json version_json(const Version& version) {
  Json approvals = Json::array();
  for (const Approval& one : version.approvals) approvals.push_back({{"user", one.user}, {"time", one.time}, {"reason", one.reason}});
  return {{"version", version.number}, {"stage", stage_name(version.stage)},     {"checksum", version.checksum},
          {"run", version.run},        {"registered_by", version.registered_by}, {"registered", version.registered},
          {"forced", version.forced},  {"approvals", std::move(approvals)},      {"check", version.check}};
}

std::string stages_text(const Model& model, const Audit& audit) {
  Json stages = Json::object(), versions = Json::array();
  for (const char* name : stage_names) stages[name] = Json::array();
  for (const Version& version : model.versions) {
    stages[stage_name(version.stage)].push_back(version.number);
    versions.push_back(version_json(version));
  }
  return storage::seal({{"format", stages_format},
                        {"model", model.name},
                        {"stages", std::move(stages)},
                        {"versions", std::move(versions)},
                        {"production", model.production},
                        {"audit", {{"lines", model.line}, {"hash", audit.hash_after(model.line)}}}});
}

}  // namespace trainyard::registry
