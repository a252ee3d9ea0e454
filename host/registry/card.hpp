// The model card: what a version is for, what it was made of, how good it is, where it ends. Private to registry.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::registry {

/// Documents of a run, null where it has none: run.json, metrics.json, data.json, gates.json, model/bundle.json.
struct RunFacts {
  nlohmann::ordered_json run, metrics, data, gates, bundle;
};

/// What speaks against registering a run, without force.
struct Doubt {
  std::string what;  ///< "its gates failed", "its gates were not evaluated", …; "" when nothing does
  std::string remedy;
};
Doubt doubt_of(const RunFacts& facts);

/// Markdown. `version` is version.json; `owner` is the owner's text, which may be empty.
std::string card_text(const nlohmann::ordered_json& version, const RunFacts& facts, const std::string& owner);

}  // namespace trainyard::registry
