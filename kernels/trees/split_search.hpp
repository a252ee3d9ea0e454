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
  /// Some slots of a block, one after the other.
  struct Stretch {
    std::array<Packed, lanes> left;            ///< of each column: what is before it
    std::array<std::int32_t, 2 * lanes> best;  ///< the scores' greatest, in their order
  };
  /// Of one column with the missing values on one side.
  struct Scores {
    const HistogramLayout::Column* column;
    bool missing_left;
    std::size_t first;          ///< in scores_
    std::size_t first_stretch;  ///< in stretches_, with missing values on the right
    std::int32_t best;
  };

  template <bool with_alpha>
  struct ScoreBlock;

  void score(const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node, const Packed* histogram);
  void score_block(const HistogramLayout& layout, std::size_t block, const SplitRule& rule, const NodeSums& node, const Packed* histogram);
  void score_missing_left(const HistogramLayout& layout, std::size_t column, const SplitRule& rule, const NodeSums& node,
                          const Packed* histogram);
  void look_closely(const Scores& scores, std::int32_t least, const SplitRule& rule, const NodeSums& node, const Packed* histogram,
                    Split& best) const;

  std::vector<std::int32_t> scores_;  ///< bits of floats: of blocks 8 for two slots, and behind all these one for each bin of a column
  std::vector<Stretch> stretches_;
  std::vector<Scores> scored_;
};

}  // namespace trainyard::kernels::trees
