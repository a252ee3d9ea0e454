#include "host/registry/registry.hpp"

#include <algorithm>
#include <charconv>

#include "host/error/error.hpp"
#include "host/registry/intact.hpp"
#include "host/registry/state.hpp"

namespace trainyard::registry {

using Json = nlohmann::ordered_json;

namespace {

namespace fs = std::filesystem;

std::string numbers_of(const Model& model) {
  std::string text;
  for (const Version& version : model.versions) text += (text.empty() ? "" : ", ") + std::to_string(version.number);
  return text;
}

/// The newest version in the stage, or nullptr.
const Version* newest(const Model& model, Stage stage) {
  const Version* found = nullptr;
  for (const Version& version : model.versions) {
    if (version.stage == stage) found = &version;
  }
  return found;
}

const Version& version_at(const Model& model, const std::string& place) {
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(place.data(), place.data() + place.size(), number);
  if (code == std::errc() && end == place.data() + place.size()) return find_version(model, number);
  const Stage stage = stage_from_name(place);
  if (const Version* version = newest(model, stage)) return *version;
  throw Error(ExitCode::no_input, model.name + " has no version in " + stage_name(stage) + "; `trainyard models show " + model.name +
                                      "` lists its versions, `trainyard models promote` moves one");
}

}  // namespace

const Model& find_model(const Models& models, const std::string& name) {
  const auto found = models.find(name);
  if (found != models.end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [other, model] : models) known.push_back(other);
  throw Error(ExitCode::no_input, "no model '" + name + "' in the registry" +
                                      (known.empty() ? "; `trainyard models register` makes one" : suggest(name, known)));
}

const Version& find_version(const Model& model, std::uint64_t number) {
  if (const Version* version = model.find(number)) return *version;
  throw Error(ExitCode::no_input, model.name + " has no version " + std::to_string(number) + "; it has " + numbers_of(model));
}

Registry Registry::open(const fs::path& root) {
  State state = read_state(root);
  Registry registry;
  registry.root_ = root;
  registry.models_ = std::move(state.models);
  for (AuditLine& line : state.audit.lines) registry.lines_.push_back(std::move(line.fields));
  return registry;
}

std::vector<Json> Registry::history(const std::string& name) const {
  find_model(models_, name);
  std::vector<Json> lines;
  std::copy_if(lines_.begin(), lines_.end(), std::back_inserter(lines), [&](const Json& line) { return line["model"] == name; });
  return lines;
}

bool is_reference(const std::string& text) { return text.find('@') != std::string::npos; }

Found Registry::resolve(const std::string& reference) const {
  const std::size_t at = reference.find('@');
  if (at == std::string::npos || at == 0 || at + 1 == reference.size()) {
    throw Error(ExitCode::usage, "'" + reference + "' names no version; write NAME@VERSION or NAME@STAGE, such as house_value@Production");
  }
  const Model& model = find_model(models_, reference.substr(0, at));
  const Version& version = version_at(model, reference.substr(at + 1));
  const fs::path folder = version_folder(root_, model.name, version.number);
  check_on_record(folder, version);
  return {model, version, folder};
}

}  // namespace trainyard::registry
