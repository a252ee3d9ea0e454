// The columns that a tree's nodes may split on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/trees/binned_rows.hpp"
#include "kernels/trees/histogram.hpp"
#include "kernels/trees/sampling.hpp"

namespace trainyard::kernels::trees {

/// XGBoost's order of drawing: a tree's columns from all, a level's from the tree's, a node's from its level's.
class ColumnDraws {
 public:
  /// Refers to both.
  ColumnDraws(const BinnedRows::Data& data, const BoostParams& params);

  /// Draws for another tree.
  void begin(TreeDraws draws);

  /// Of the tree's columns.
  [[nodiscard]] const HistogramLayout& layout() const { return layout_; }
  /// Per column of the layout, whether the node may split on it; empty when on all. Valid until the next call.
  [[nodiscard]] std::span<const std::uint8_t> of_node(int depth, std::uint64_t heap_number);

 private:
  const std::vector<std::uint32_t>& of_level(int depth);

  const BinnedRows::Data& data_;
  const BoostParams& params_;
  std::vector<std::uint32_t> all_;
  std::vector<std::uint32_t> of_tree_;
  std::vector<std::vector<std::uint32_t>> of_levels_;  ///< empty where not drawn yet
  TreeDraws draws_;
  HistogramLayout layout_;
  std::vector<std::uint8_t> is_drawn_;  ///< per feature
  std::vector<std::uint8_t> mask_;
};

}  // namespace trainyard::kernels::trees
