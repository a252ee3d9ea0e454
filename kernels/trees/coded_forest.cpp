#include "kernels/trees/coded_forest.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace trainyard::kernels::trees {
namespace {

/// A split by a number as XGBoost has it: value < threshold goes to `below`, all others to `others`.
struct PlainSplit {
  std::size_t column;
  float threshold;
  bool missing_is_below;
  std::uint32_t below, others;  ///< nodes
};

std::uint32_t index_of(std::uint32_t offset) { return offset / static_cast<std::uint32_t>(sizeof(Node)); }

bool is_leaf(const Forest& forest, std::uint32_t node) { return index_of(forest.nodes[node].children) == node; }

/// Undoes the opposite sign.
PlainSplit plain(const Forest& forest, std::uint32_t node) {
  const Node& split = forest.nodes[node];
  const std::uint32_t column_and_sign = split.place / group_rows, first = index_of(split.children);
  if (column_and_sign % 2 == 0) return {column_and_sign / 2, split.threshold, true, first, first + 1};
  return {column_and_sign / 2, std::nextafter(-split.threshold, std::numeric_limits<float>::infinity()), false, first + 1, first};
}

/// f(split) for every split below a node.
template <class F>
void for_each_split(const Forest& forest, std::uint32_t node, const F& f) {
  if (is_leaf(forest, node)) return;
  const PlainSplit split = plain(forest, node);
  f(split);
  for_each_split(forest, split.below, f);
  for_each_split(forest, split.others, f);
}

bool can_be_coded(const Forest& forest, const Tree& tree) {
  if (tree.categories != 0 || tree.depth > CodedForest::max_depth) return false;
  bool numbers = true;
  for_each_split(forest, index_of(tree.root), [&](const PlainSplit& split) { numbers = numbers && !std::isnan(split.threshold); });
  return numbers;
}

std::vector<std::vector<float>> thresholds_of(const Forest& forest) {
  std::vector<std::vector<float>> thresholds;
  for (const Tree& tree : forest.trees) {
    if (!can_be_coded(forest, tree)) continue;
    for_each_split(forest, index_of(tree.root), [&](const PlainSplit& split) {
      if (thresholds.size() <= split.column) thresholds.resize(split.column + 1);
      thresholds[split.column].push_back(split.threshold);
    });
  }
  return thresholds;
}

}  // namespace

CodedForest::CodedForest(const Forest& forest) : codes_(thresholds_of(forest)) {
  const bool has_places = codes_.places() <= ValueCodes::most_places;
  for (std::size_t t = 0; t < forest.trees.size(); ++t) {
    const Tree& tree = forest.trees[t];
    const bool coded = has_places && can_be_coded(forest, tree);
    const int depth = coded ? std::max(min_depth, tree.depth) : 0;
    if (runs_.empty() || runs_.back().depth != depth) runs_.push_back({.tree = t, .depth = depth, .at = splits_.size()});
    ++runs_.back().trees;
    coded ? add(forest, tree) : static_cast<void>(has_walked_ = true);
  }
}

void CodedForest::add(const Forest& forest, const Tree& tree) {
  const int depth = std::max(min_depth, tree.depth);
  splits_.resize(splits_.size() + (std::size_t{1} << depth));
  leaves_.resize(splits_.size());
  lay_out(forest, index_of(tree.root), 1, depth);
}

void CodedForest::lay_out(const Forest& forest, std::uint32_t node, std::size_t place, int levels) {
  const std::size_t tree = splits_.size() - (std::bit_floor(place) << levels);
  if (is_leaf(forest, node)) {
    const std::size_t first = (place - std::bit_floor(place)) << levels;
    std::fill_n(leaves_.data() + tree + first, std::size_t{1} << levels, std::bit_cast<float>(forest.nodes[node].extra));
    return;
  }
  const PlainSplit split = plain(forest, node);
  splits_[tree + place] = codes_.split(split.column, split.threshold, split.missing_is_below);
  lay_out(forest, split.others, 2 * place, levels - 1);
  lay_out(forest, split.below, 2 * place + 1, levels - 1);
}

std::shared_ptr<const CodedForest> coded(const Forest& forest) { return std::make_shared<const CodedForest>(forest); }

}  // namespace trainyard::kernels::trees
