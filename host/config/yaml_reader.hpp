// YAML (and so JSON) text to a Node, within limits that no honest config meets.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/config/node.hpp"

namespace trainyard::config {

inline constexpr std::size_t max_file_bytes = std::size_t{1} << 20;
inline constexpr int max_depth = 100;
inline constexpr std::size_t max_values = 100'000;  ///< an alias counts as often as it is used

/// Reads one document. `start` gives rank and label; a label keeps line and column as they are in `start`.
/// Duplicate keys, keys that are not text and unknown tags are added to `problems`, and reading goes on; bad YAML, bad UTF-8,
/// a limit or a second document ends it with a null node. An empty document is an empty map.
Node read_yaml(const std::string& text, const Place& start, std::vector<Problem>& problems);

}  // namespace trainyard::config
