#include "kernels/trees/tree_grower.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/trees/ordered_tree.hpp"
#include "kernels/trees/part_rows.hpp"

namespace trainyard::kernels::trees {

struct TreeGrower::Place {
  std::uint32_t node = 0;
  std::uint64_t heap_number = 1;
  int depth = 0;
  std::size_t begin = 0, end = 0;  ///< of its rows in rows_
  Packed sum = 0;

  [[nodiscard]] std::size_t size() const { return end - begin; }
};

struct TreeGrower::Growth {
  TreeGrower& grower;
  const Task& task;
  SplitRule rule;
  float* margins;
  std::size_t most_sorted;  ///< rows of a node that is searched without a histogram
  std::vector<BoostedNode> nodes = {};

  [[nodiscard]] std::span<const std::uint32_t> rows_of(const Place& at) const {
    return std::span(grower.rows_).subspan(at.begin, at.size());
  }

  [[nodiscard]] bool can_split(const Place& at) const { return rule.may_split(at.depth, at.sum); }

  Packed* empty_histogram(int depth) {
    const auto level = static_cast<std::size_t>(depth);
    if (grower.histograms_.size() <= level) grower.histograms_.resize(level + 1);
    grower.histograms_[level].assign(grower.columns_.layout().size(), 0);
    return grower.histograms_[level].data();
  }

  void add(const Place& at, Packed* histogram) const {
    add_rows(grower.data_, grower.columns_.layout(), rows_of(at), task.gradients, histogram);
  }

  [[nodiscard]] float* margin_of(std::uint32_t row) const { return margins + row * grower.params_.outputs + task.output; }

  /// Returns what the leaf adds.
  float make_leaf(const Place& at) {
    BoostedNode& node = nodes[at.node];
    node.cover = rule.cover(at.sum);
    const float weight = rule.weight(at.sum);
    node.value = weight * grower.rate_;
    node.weight = at.node == 0 ? weight : node.value;
    return node.value;
  }

  void make_split(const Place& at, const Split& split) {
    nodes[at.node] = {.left = static_cast<std::uint32_t>(nodes.size()),
                      .feature = split.feature,
                      .first_bin = split.first_bin,
                      .default_left = split.default_left,
                      .gain = split.gain,
                      .cover = rule.cover(at.sum),
                      .weight = rule.weight(at.sum)};
    nodes.resize(nodes.size() + 2);
  }

  [[nodiscard]] Side side(const Split& split) const {
    return side_of(split.first_bin, split.default_left, grower.data_.bins(split.feature));
  }

  /// Whether the node's splits are searched in a histogram.
  [[nodiscard]] bool needs_histogram(const Place& at) const { return can_split(at) && at.size() > most_sorted; }

  Split best_split(const Place& at, const Packed* histogram) {
    if (!can_split(at)) return {};
    const HistogramLayout& layout = grower.columns_.layout();
    const NodeSums node{.sum = at.sum, .unsplit = rule.gain(at.sum), .columns = grower.columns_.of_node(at.depth, at.heap_number)};
    if (histogram != nullptr) return grower.search_.best(layout, rule, node, histogram);
    return grower.sorted_search_.best(grower.data_, layout, rule, node, rows_of(at), task.gradients);
  }

  /// `histogram` is the node's, where it needs one; it may be changed.
  void grow(const Place& at, Packed* histogram) {
    const Split split = best_split(at, histogram);
    if (!rule.is_worth_it(split)) {
      const float value = make_leaf(at);
      for (const std::uint32_t row : rows_of(at)) *margin_of(row) += value;
      return;
    }
    make_split(at, split);
    const std::uint32_t left_node = nodes[at.node].left;
    Place left{left_node, 2 * at.heap_number, at.depth + 1, at.begin, at.end, split.left};
    Place right{left_node + 1, 2 * at.heap_number + 1, at.depth + 1, at.begin, at.end, split.right};
    if (!can_split(left) && !can_split(right)) {
      const std::uint8_t* const slots = grower.data_.column(split.feature);
      const Side on_right = side(split);
      const float values[] = {make_leaf(left), make_leaf(right)};
      for (const std::uint32_t row : rows_of(at)) *margin_of(row) += values[static_cast<std::size_t>(on_right.has(slots[row]))];
      return;
    }
    const std::size_t on_left =
        part_rows(grower.data_.column(split.feature), side(split), grower.rows_.data() + at.begin, at.size(), grower.scratch_.data());
    left.end = right.begin = at.begin + on_left;
    const bool left_is_smaller = left.size() < right.size();
    grow_children(left_is_smaller ? left : right, left_is_smaller ? right : left, histogram);
  }

  /// The larger one's histogram is the parent's without the smaller one's, in its place.
  void grow_children(const Place& smaller, const Place& larger, Packed* histogram) {
    Packed* own = nullptr;
    if (needs_histogram(smaller)) {
      own = empty_histogram(smaller.depth);
      add(smaller, own);
    }
    if (!needs_histogram(larger)) {
      histogram = nullptr;
    } else if (own != nullptr) {
      subtract(own, grower.columns_.layout().size(), histogram);
    } else {
      take_rows(grower.data_, grower.columns_.layout(), rows_of(smaller), task.gradients, histogram);
    }
    grow(smaller, own);
    grow(larger, histogram);
  }
};

TreeGrower::TreeGrower(const BinnedRows::Data& data, const BoostParams& params)
    : data_(data),
      params_(params),
      rate_(params.learning_rate / static_cast<float>(params.num_parallel_tree)),
      columns_(data, params_),
      rows_(data.rows),
      scratch_(data.rows),
      others_(params.subsample < 1.0F ? data.rows : 0) {}

BoostedTree TreeGrower::grow(const Task& task, float* to) {
  if (params_.subsample < 1.0F) {
    drawn_ = sample_rows(task.draws, params_.subsample, data_.rows, rows_.data(), others_.data());
  } else {
    drawn_ = data_.rows;
    std::iota(rows_.begin(), rows_.end(), 0U);
  }
  columns_.begin(task.draws);
  const SplitRule rule(params_, task.units);
  const std::size_t most_sorted = RoughScores::are_enough(rule) ? SortedSearch::most_rows(columns_.layout()) : 0;
  Growth growth{*this, task, rule, to, most_sorted, {BoostedNode{}}};
  Place root{.end = drawn_};
  for (std::size_t i = 0; i < drawn_; ++i) root.sum += task.gradients[rows_[i]];
  Packed* histogram = nullptr;
  if (growth.needs_histogram(root)) {
    histogram = growth.empty_histogram(0);
    growth.add(root, histogram);
  }
  growth.grow(root, histogram);
  return ordered_tree(growth.nodes, task.output, data_.cuts);
}

}  // namespace trainyard::kernels::trees
