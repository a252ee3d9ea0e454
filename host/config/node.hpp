// The config as it was written, untyped, with the place of every key and value. What a scalar means is the declaration's to say:
// `no` is text for a text option and a mistake for a boolean one.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/config/problems.hpp"

namespace trainyard::config {

struct Entry;

struct Node {
  enum class Kind { null, scalar, list, map };

  Kind kind = Kind::null;
  bool quoted = false;   ///< a scalar in quotes, in a block or tagged !!str: never a number or a boolean
  bool assumed = false;  ///< not written by the user: a default
  Place place;
  std::string text;            ///< of a scalar
  std::vector<Node> items;     ///< of a list
  std::vector<Entry> entries;  ///< of a map, in the order written, keys unique

  [[nodiscard]] const Entry* find(std::string_view key) const;
};

struct Entry {
  std::string key;
  Place place;  ///< of the key
  Node value;
};

/// The same value as a Node, every part of it at `place`.
Node to_node(const nlohmann::ordered_json& value, const Place& place);

}  // namespace trainyard::config
