#include "host/pipeline/served_model.hpp"

#include "host/registry/registry.hpp"

namespace trainyard::pipeline {

using nlohmann::ordered_json;

ordered_json served_model(const std::filesystem::path& results, const std::string& name) {
  const auto registry = registry::Registry::open(results);
  const auto model = registry.models().find(name);
  if (model == registry.models().end()) return nullptr;
  const registry::Version* found = model->second.in_production();
  for (const registry::Version& version : model->second.versions) {
    if (model->second.in_production() == nullptr && version.stage == registry::Stage::staging) found = &version;
  }
  if (found == nullptr) return nullptr;
  return {{"name", name}, {"version", found->number}, {"stage", registry::stage_name(found->stage)}};
}

std::string still_serves(const std::filesystem::path& results, const std::string& name) noexcept {
  try {
    const ordered_json model = served_model(results, name);
    if (model.is_null()) return "no version of " + name + " is in Production";
    const std::string version = name + "@" + std::to_string(model.at("version").get<std::uint64_t>());
    if (model.at("stage") == "Production") return version + " in Production serves as before";
    return "no version of " + name + " is in Production; " + version + " is in Staging as before";
  } catch (const std::exception& error) {
    return std::string("which version serves cannot be told: ") + error.what();
  }
}

}  // namespace trainyard::pipeline
