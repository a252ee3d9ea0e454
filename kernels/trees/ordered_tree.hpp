// A grown tree as XGBoost numbers it.
#pragma once

#include <span>

#include "kernels/trees/boost.hpp"

namespace trainyard::kernels::trees {

/// Level by level. `nodes`: the root first, children side by side, in any order else; thresholds are set here.
BoostedTree ordered_tree(std::span<const BoostedNode> nodes, std::size_t output, const quantise::Cuts& cuts);

}  // namespace trainyard::kernels::trees
