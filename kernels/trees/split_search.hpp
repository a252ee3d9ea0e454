// The best split of a node.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/trees/histogram.hpp"
#include "kernels/trees/split.hpp"

namespace trainyard::kernels::trees {

/// A node as its splits are searched.
struct NodeSums {
  Packed sum = 0;
  float unsplit = 0;                           ///< SplitRule::gain of the sum
  std::span<const std::uint8_t> columns = {};  ///< per column of the layout, whether the node may split on it; empty: on any
};

/// Among the splits between two bins of a column, missing values on either side, and those that part the missing values from all others.
Split best_split(const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node, const Packed* histogram);

}  // namespace trainyard::kernels::trees
