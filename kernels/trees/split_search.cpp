#include "kernels/trees/split_search.hpp"

namespace trainyard::kernels::trees {
namespace {

void search_column(const HistogramLayout::Column& column, const SplitRule& rule, const NodeSums& node, const Packed* histogram,
                   Split& best) {
  const Packed* const sums = histogram + column.first;
  constexpr std::size_t lanes = HistogramLayout::lanes;
  Packed left = 0;
  for (std::uint32_t bin = 0; bin < column.bins; ++bin) {
    left += sums[lanes * bin];
    rule.consider({.feature = column.feature, .first_bin = bin + 1, .left = left, .right = node.sum - left}, node.unsplit, best);
  }
  const Packed missing = node.sum - left;
  if (missing == 0) return;
  left = missing;
  for (std::uint32_t bin = 0; bin < column.bins; ++bin) {
    rule.consider({.feature = column.feature, .first_bin = bin, .default_left = true, .left = left, .right = node.sum - left}, node.unsplit,
                  best);
    left += sums[lanes * bin];
  }
}

}  // namespace

Split best_split(const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node, const Packed* histogram) {
  Split best;
  for (std::size_t c = 0; c < layout.columns().size(); ++c) {
    if (node.columns.empty() || node.columns[c] != 0) search_column(layout.columns()[c], rule, node, histogram, best);
  }
  return best;
}

}  // namespace trainyard::kernels::trees
