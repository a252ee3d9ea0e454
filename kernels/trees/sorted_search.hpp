// The best split of a node of few rows, without a histogram: the rows are sorted by each column, sixteen columns at a time.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/trees/binned_rows.hpp"
#include "kernels/trees/histogram.hpp"
#include "kernels/trees/rough_scores.hpp"
#include "kernels/trees/split_search.hpp"

namespace trainyard::kernels::trees {

/// Keeps memory between searches.
class SortedSearch {
 public:
  /// Up to how many rows this takes less time than a histogram, which is filled, taken from its parent's and searched bin by bin.
  static std::size_t most_rows(const HistogramLayout& layout);

  /// What SplitSearch::best finds. `rows`: the node's, at least 1 and at most 256.
  Split best(const BinnedRows::Data& data, const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node,
             std::span<const std::uint32_t> rows, const Packed* gradients);

 private:
  static constexpr std::size_t together = 16;
  using Lefts = std::array<Packed, together>;

  /// Columns at `together` positions of a row, with the missing values on one side.
  struct Group {
    std::span<const HistogramLayout::Column> columns;
    std::size_t first_column;  ///< of the layout
    std::uint32_t first_position;
    bool missing_left;
    Lefts missing;            ///< what is added to the left: 0 unless they are there
    std::size_t first;        ///< in keys_: `together` for each of the rows
    std::size_t first_score;  ///< in scores_ alike
    std::array<std::int32_t, together> best;
  };

  template <bool with_alpha, bool missing_left>
  struct Score;

  void sort(const BinnedRows::Data& data, std::uint32_t position, std::span<const std::uint32_t> rows, std::size_t first);
  /// What is missing in each of the group's columns. Returns whether anything is.
  bool add_missing(Group& group) const;
  /// Takes the group in with its scores.
  void score(const Group& group, const SplitRule& rule, Packed sum);
  void score_all(const BinnedRows::Data& data, const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node,
                 std::span<const std::uint32_t> rows);
  void look_closely(const Group& group, const HistogramLayout::Column& column, std::int32_t least, const SplitRule& rule,
                    const NodeSums& node, Split& best) const;

  std::vector<Packed> gradients_;     ///< of the node's rows
  std::vector<std::uint16_t> keys_;   ///< slot * 256 + the row's number in the node, in ascending order
  std::vector<std::int32_t> scores_;  ///< bits of floats
  std::vector<Group> groups_;
};

}  // namespace trainyard::kernels::trees
