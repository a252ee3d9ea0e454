// What differs between two configs, and what of it a run that was begun may take.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace trainyard::config {

struct Change {
  std::string key;                       ///< dotted path
  nlohmann::ordered_json before, after;  ///< null: not given
};

/// Keys whose values differ in two effective documents, in the order of the first; a list is one value.
std::vector<Change> changes(const nlohmann::ordered_json& before, const nlohmann::ordered_json& after);

/// The keys declared with Option::may_change(), in the order of the reference.
std::vector<std::string> changeable_keys();
/// Whether the key is one of them, or below one.
bool may_change(const std::string& key);

/// "threads: was 2, is 4"
std::string to_text(const Change& change);

}  // namespace trainyard::config
