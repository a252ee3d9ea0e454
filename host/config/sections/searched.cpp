#include "host/config/sections/searched.hpp"

#include <algorithm>
#include <map>

#include "host/config/checker.hpp"
#include "host/config/conditions.hpp"
#include "host/config/sections/family_of.hpp"
#include "host/config/sections/section.hpp"
#include "host/config/single_value.hpp"
#include "host/error/error.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

constexpr const char* model_type = "model.type";

// Values at both ends of a dimension, or all of a categorical one.
std::vector<ordered_json> ends(const ordered_json& dimension) {
  for (const char* key : {"int", "float", "categorical"}) {
    if (dimension.contains(key)) return {dimension[key].begin(), dimension[key].end()};
  }
  return {};
}

// The option of a single value at a dotted path, or nullptr; below a map any key is one.
const Option* single_at(const Option& option, std::string_view path) {
  if (path.empty()) {
    if (option.is_single()) return &option;
    const auto single = std::ranges::find_if(option.parts, &Option::is_single);
    return option.kind == Option::Kind::either && single != option.parts.end() ? &*single : nullptr;
  }
  if (option.kind == Option::Kind::either) {
    for (const Option& part : option.parts) {
      if (const Option* found = part.is_single() ? nullptr : single_at(part, path)) return found;
    }
    return nullptr;
  }
  const std::size_t dot = std::min(path.find('.'), path.size());
  const std::string_view rest = path.substr(std::min(dot + 1, path.size()));
  if (option.kind == Option::Kind::map) return rest.empty() ? nullptr : single_at(option.element(), rest);
  const Option* below = option.kind == Option::Kind::object ? option.find(path.substr(0, dot)) : nullptr;
  return below == nullptr ? nullptr : single_at(*below, rest);
}

// Dotted paths of the single values below `option`, those below maps apart.
void list_singles(const Option& option, const std::string& path, std::vector<std::string>& found) {
  if (single_at(option, "") != nullptr) found.push_back(path);
  for (const Option& part : option.kind == Option::Kind::either ? option.parts : std::vector<Option>{}) {
    if (!part.is_single()) list_singles(part, path, found);
  }
  for (const Key& key : option.keys) list_singles(key.option, join_path(path, key.name), found);
}

void key_is_known(const std::string& name, const ordered_json& dimension, const Report& report) {
  const std::string path = "search.space." + name;
  // Windows and joins are computed once, before the split.
  const bool of_history = name.starts_with("features.window.") || name.starts_with("features.join");
  const bool searchable = name == model_type || (name.starts_with("features.") && !of_history);
  const Option* option = searchable ? single_at(root_option(), name) : nullptr;
  if (option == nullptr) {
    std::vector<std::string> known{model_type};
    list_singles(*root_option().find("features"), "features", known);
    const std::string near = nearest_name(name, known);
    return report(path, "is no key that can be searched: only model.type and single values below features, but window and join, are" +
                            (near.empty() ? "" : "; did you mean '" + near + "'?"));
  }
  for (const ordered_json& value : ends(dimension)) {
    std::string message;
    if (!convert_single(*option, to_node(value, {}), message)) report(path, message);
  }
}

// The types that a trial with this parameter may have, as its conditions and those of the parameters they name leave them.
std::vector<std::string> types_with(const ordered_json& space, const std::string& name, std::vector<std::string> types) {
  if (!space[name].contains("when")) return types;
  for (const auto& [other, asked] : space[name]["when"].items()) {
    if (other == model_type) {
      const auto values = asked_values(asked);
      std::erase_if(types, [&](const std::string& type) { return std::ranges::find(values, ordered_json(type)) == values.end(); });
    }
    types = types_with(space, other, std::move(types));
  }
  return types;
}

// The parameter's canonical name in a family, empty after a mistake.
std::string canonical_name(const models::Family& family, const std::string& name, const ordered_json& dimension, const std::string& remedy,
                           const Report& report) {
  std::string canonical;
  for (const ordered_json& value : ends(dimension)) {
    std::string mistake;
    const auto params = family.canonical({{name, value}}, [&](const std::string&, const std::string& message) { mistake = message; });
    if (params.empty()) {
      report("search.space." + name, mistake + remedy);
      return "";
    }
    canonical = params.begin().key();
  }
  return canonical;
}

}  // namespace

void parameters_are_known(const ordered_json& document, const Report& report) {
  const ordered_json& space = document["search"]["space"];
  std::vector<std::string> types;
  if (space.contains(model_type)) {
    for (const auto& value : ends(space[model_type])) types.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  } else if (const models::Family* family = family_of(document)) {
    types.push_back(family->name());
  }
  std::map<std::pair<std::string, std::string>, std::string> given_as;
  for (const auto& [name, dimension] : space.items()) {
    if (name.find('.') != std::string::npos) {
      key_is_known(name, dimension, report);
      continue;
    }
    for (const std::string& type : types_with(space, name, types)) {
      const auto family = std::ranges::find_if(models::families(), [&](const auto* one) { return one->name() == type; });
      if (family == models::families().end()) continue;
      const std::string remedy =
          types.size() < 2 ? "" : "; model.type is searched: say with `when: {model.type: …}` for which types this one is";
      const std::string canonical = canonical_name(**family, name, dimension, remedy, report);
      if (canonical.empty()) break;
      const auto [first, fresh] = given_as.emplace(std::pair(type, canonical), name);
      if (fresh) continue;
      report("search.space." + name, "is the same parameter as '" + first->second + "'; give one of them");
      break;
    }
  }
}

}  // namespace trainyard::config
