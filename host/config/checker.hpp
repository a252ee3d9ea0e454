// A written document against a declaration: the typed document with its defaults, the place of every given value, every mistake.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/config/node.hpp"
#include "host/config/option.hpp"
#include "host/config/problems.hpp"

namespace trainyard::config {

struct Checked {
  nlohmann::ordered_json document;      ///< without the values that were wrong
  std::map<std::string, Place> places;  ///< of every given key and list item, by dotted path ("data.drop[0]")
  std::vector<Problem> problems;
};

Checked check_document(const Option& root, const Node& node);

/// Appends a key or a list index to a dotted path.
std::string join_path(const std::string& path, const std::string& key);
std::string join_path(const std::string& path, std::size_t index);

/// The nearest given place at or above `path`: the value's own, that of the map it is missing from, or the top of the file.
Place place_of(const std::map<std::string, Place>& places, std::string path);

}  // namespace trainyard::config
