// The best split of a node.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/trees/histogram.hpp"
#include "kernels/trees/split.hpp"

namespace trainyard::kernels::trees {

/// A node as its splits are searched.
struct NodeSums {
  Packed sum = 0;
  float unsplit = 0;                           ///< SplitRule::gain of the sum
  std::span<const std::uint8_t> columns = {};  ///< per column of the layout, whether the node may split on it; empty: on any

  [[nodiscard]] bool may_use(std::size_t column) const { return columns.empty() || columns[column] != 0; }
};

/// Keeps memory between searches.
class SplitSearch {
 public:
  /// Among the splits between two bins of a column, missing values on either side, and those that part the missing values from all
  /// others: the best by SplitRule. All are scored roughly; those that come near the best score are looked at closely.
  Split best(const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node, const Packed* histogram);

 private:
  static constexpr std::size_t lanes = HistogramLayout::lanes;
  /// Of one block with the missing values on one side.
  struct Scores {
    std::size_t block;
    bool missing_left;
    std::array<Packed, lanes> missing;  ///< what is added to the left: 0 unless they are there
    std::size_t first;                  ///< in scores_
    std::array<std::int32_t, 2 * lanes> best;
  };

  void score(const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node, const Packed* histogram);
  void score_block(const HistogramLayout::Block& block, const SplitRule& rule, Packed sum, const Packed* histogram);
  void look_closely(const HistogramLayout::Column& column, std::size_t lane, const Scores& scores, std::int32_t least,
                    const SplitRule& rule, const NodeSums& node, const Packed* histogram, Split& best) const;

  std::vector<std::int32_t> scores_;  ///< bits of floats, 8 for two slots of a block's columns
  std::vector<Scores> blocks_;
};

}  // namespace trainyard::kernels::trees
