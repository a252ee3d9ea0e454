// One step from a node to a child.
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/base/backend.hpp"
#include "kernels/trees/forest.hpp"

namespace trainyard::kernels::trees::TRAINYARD_BACKEND {
namespace {

TRAINYARD_HOST_DEVICE inline float turned(float value, std::uint32_t sign) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  bits ^= sign;
  std::memcpy(&value, &bits, sizeof bits);
  return value;
}

TRAINYARD_HOST_DEVICE inline std::int32_t next_by_number(const Node& node, float value) {
  return node.first + static_cast<std::int32_t>(turned(value, node.sign) >= node.threshold);
}

TRAINYARD_HOST_DEVICE inline bool in_set(const std::uint32_t* set, float value) {
  constexpr float too_large = 1 << 24;  // what is no category in XGBoost
  if (!(value >= 0 && value < too_large)) return false;
  const auto category = static_cast<std::uint32_t>(value);
  return category / 32 < set[0] && (set[1 + category / 32] >> category % 32 & 1U) != 0;
}

/// Splits by numbers, or by both kinds.
template <bool categories>
struct Step {
  ForestView forest;
  const float* values;  ///< of the first row
  std::size_t stride;

  TRAINYARD_HOST_DEVICE std::int32_t operator()(std::int32_t at, std::size_t row) const {
    const Node& node = forest.nodes.data[at];
    const float value = values[node.column * stride + row];
    if constexpr (categories) {
      const std::int32_t set = forest.set_of_node.data[at];
      if (set != 0) {
        const bool second = value != value ? node.sign != 0 : in_set(forest.words.data + set, value);
        return node.first + static_cast<std::int32_t>(second);
      }
    }
    return next_by_number(node, value);
  }
};

}  // namespace
}  // namespace trainyard::kernels::trees::TRAINYARD_BACKEND
