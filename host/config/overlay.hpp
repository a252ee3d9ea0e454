// What the environment and the command line put over the file.
#pragma once

#include <string>
#include <vector>

#include "host/config/node.hpp"
#include "host/config/option.hpp"
#include "host/config/problems.hpp"

namespace trainyard::config {

/// Puts `value` at `path` of the document, making the maps on the way. An empty value takes the key out, so that its default holds.
/// An unknown key becomes a problem; a value on the way that is not a map is left for the check to refuse.
void put(Node& document, const Option& root, const std::string& path, Node value, std::vector<Problem>& problems);

/// Applies one "key.path=value" of --set; the value is read as YAML.
void apply_set(Node& document, const Option& root, const std::string& assignment, int rank, std::vector<Problem>& problems);

}  // namespace trainyard::config
