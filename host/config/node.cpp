#include "host/config/node.hpp"

namespace trainyard::config {

const Entry* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

Node to_node(const nlohmann::ordered_json& value, const Place& place) {
  Node node;
  node.place = place;
  if (value.is_object()) {
    node.kind = Node::Kind::map;
    for (const auto& [key, child] : value.items()) node.entries.push_back({key, place, to_node(child, place)});
  } else if (value.is_array()) {
    node.kind = Node::Kind::list;
    for (const auto& child : value) node.items.push_back(to_node(child, place));
  } else if (!value.is_null()) {
    node.kind = Node::Kind::scalar;
    node.text = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return node;
}

}  // namespace trainyard::config
