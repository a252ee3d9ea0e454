// From node to node, for rows that lie in groups: a group has the values of place_of() for each column and sign, group_rows side by side.
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/base/backend.hpp"
#include "kernels/trees/forest.hpp"

namespace trainyard::kernels::trees::TRAINYARD_BACKEND {
namespace {

TRAINYARD_HOST_DEVICE inline const Node& node_at(const Node* nodes, std::uint32_t at) {
  return *reinterpret_cast<const Node*>(reinterpret_cast<const char*>(nodes) + at);
}

TRAINYARD_HOST_DEVICE inline float leaf_value(const Node& leaf) {
  float value = 0;
  std::memcpy(&value, &leaf.extra, sizeof value);
  return value;
}

TRAINYARD_HOST_DEVICE inline bool in_set(const std::uint32_t* set, float value) {
  constexpr float too_large = 1 << 24;  // what is no category in XGBoost
  if (!(value >= 0 && value < too_large)) return false;
  const auto category = static_cast<std::uint32_t>(value);
  return category / 32 < set[0] && (set[1 + category / 32] >> category % 32 & 1U) != 0;
}

/// Whether a split by categories sends the row to its second child. Beside the value lies, in the other place, its opposite.
TRAINYARD_HOST_DEVICE inline bool second_by_category(const std::uint32_t* words, const Node& node, float value) {
  const bool opposite = (node.place & group_rows) != 0;
  return value != value ? opposite : in_set(words + node.extra, opposite ? -value : value);
}

/// From a node to a child; a leaf stays. `group` begins at the row's own value of place 0.
template <bool categories>
TRAINYARD_HOST_DEVICE std::uint32_t step(const ForestView& forest, std::uint32_t at, const float* group) {
  const Node& node = node_at(forest.nodes.data, at);
  const float value = group[node.place];
  bool second = value >= node.threshold;
  if constexpr (categories) {
    if (node.extra != 0 && node.children != at) second = second_by_category(forest.words.data, node, value);
  }
  return node.children + (second ? static_cast<std::uint32_t>(sizeof(Node)) : 0);
}

}  // namespace
}  // namespace trainyard::kernels::trees::TRAINYARD_BACKEND
