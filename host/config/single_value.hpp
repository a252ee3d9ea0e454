// One written scalar to the JSON value its option's type gives it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "host/config/node.hpp"
#include "host/config/option.hpp"

namespace trainyard::config {

/// Converts and checks range, pattern and words. Empty on a mistake, which `message` then tells without place and key.
std::optional<nlohmann::ordered_json> convert_single(const Option& option, const Node& node, std::string& message);

/// What a node is, for messages: "'abc'", "a list", "a map", "nothing". Long text is cut.
std::string shown(const Node& node);

}  // namespace trainyard::config
