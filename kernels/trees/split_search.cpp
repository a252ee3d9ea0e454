#include "kernels/trees/split_search.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "kernels/trees/rough_scores.hpp"
#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

constexpr std::size_t block_lanes = HistogramLayout::lanes;
constexpr std::size_t slots_in_one = 2;  // that are scored at a time
constexpr std::size_t slots_in_stretch = 16;
constexpr std::size_t bins_in_one = 8;  // of one column
constexpr std::size_t most_bins = 256;  // of one column, rounded up to a multiple of these
/// Where among the eight of such a step the scores of a lane's first slot are; those of the second are two further.
constexpr std::array<std::size_t, block_lanes> place_of_lane = {0, 1, 4, 5};
constexpr std::size_t to_second = 2;

template <std::size_t size>
std::int32_t greatest_of_lane(const std::array<std::int32_t, size>& scores, std::size_t lane) {
  return std::max(scores[place_of_lane[lane]], scores[place_of_lane[lane] + to_second]);
}

/// Scores the splits of one column at the beginning of each bin, eight at a time.
template <bool with_alpha>
struct ScoreBins {
  RoughScores rule;
  const Packed* lefts;
  std::int32_t* scores;
  std::array<std::int32_t, bins_in_one>& best;

  void operator()(std::size_t, std::size_t bins) const {
    const RoughScores own_rule = rule;  // what is written to cannot change it
    EightInts most = {};
    for (std::size_t bin = 0; bin < bins; bin += bins_in_one) {
      const auto* const own = reinterpret_cast<const FourSums*>(lefts + bin);
      EightInts bits;
      own_rule.score<with_alpha>(__builtin_shufflevector(own[0], own[1], 0, 1, 4, 5), __builtin_shufflevector(own[0], own[1], 2, 3, 6, 7),
                                 bits);
      most = bits > most ? bits : most;
      std::memcpy(scores + bin, &bits, sizeof bits);
    }
    std::memcpy(best.data(), &most, sizeof most);
  }
};

void search_column(const HistogramLayout::Column& column, const SplitRule& rule, const NodeSums& node, const Packed* histogram,
                   Split& best) {
  const Packed* const sums = histogram + column.first;
  Packed left = 0;
  for (std::uint32_t bin = 0; bin < column.bins; ++bin) {
    left += sums[block_lanes * bin];
    rule.consider({.feature = column.feature, .first_bin = bin + 1, .left = left, .right = node.sum - left}, node.unsplit, best);
  }
  left = node.sum - left;  // what is missing
  if (left == 0) return;
  for (std::uint32_t bin = 0; bin < column.bins; ++bin) {
    rule.consider({.feature = column.feature, .first_bin = bin, .default_left = true, .left = left, .right = node.sum - left}, node.unsplit,
                  best);
    left += sums[block_lanes * bin];
  }
}

}  // namespace

/// Scores the splits at the end of each slot.
template <bool with_alpha>
struct SplitSearch::ScoreBlock {
  RoughScores rule;
  const Packed* sums;
  std::int32_t* scores;
  Stretch* stretches;
  std::array<std::int32_t, 2 * lanes>& best;

  void operator()(std::size_t, std::size_t slots) const {
    const auto* const added = reinterpret_cast<const FourSums*>(sums);
    const RoughScores own_rule = rule;  // what is written to cannot change it
    FourSums left = {};
    EightInts most = {};
    for (std::size_t slot = 0; slot < slots; slot += slots_in_stretch) {
      Stretch& stretch = stretches[slot / slots_in_stretch];
      std::memcpy(stretch.left.data(), &left, sizeof left);
      EightInts most_here = {};
      std::int32_t* const here = scores + lanes * slot;
      for (std::size_t i = 0; i < std::min(slots_in_stretch, slots - slot); i += slots_in_one) {
        const FourSums first = left + added[slot + i];
        left = first + added[slot + i + 1];
        EightInts bits;
        own_rule.score<with_alpha>(first, left, bits);
        most_here = bits > most_here ? bits : most_here;
        std::memcpy(here + lanes * i, &bits, sizeof bits);
      }
      std::memcpy(stretch.best.data(), &most_here, sizeof most_here);
      most = most_here > most ? most_here : most;
    }
    std::memcpy(best.data(), &most, sizeof most);
  }
};

Split SplitSearch::best(const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node, const Packed* histogram) {
  Split best;
  if (!RoughScores::are_enough(rule)) {
    for (std::size_t c = 0; c < layout.columns().size(); ++c) {
      if (node.may_use(c)) search_column(layout.columns()[c], rule, node, histogram, best);
    }
    return best;
  }
  score(layout, rule, node, histogram);
  std::int32_t most = 0;
  for (const Scores& scores : scored_) most = std::max(most, scores.best);
  const std::int32_t least = RoughScores::least_of_best(most);
  for (const Scores& scores : scored_) {
    if (scores.best >= least) look_closely(scores, least, rule, node, histogram, best);
  }
  return best;
}

void SplitSearch::score(const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node, const Packed* histogram) {
  scores_.resize(std::max(scores_.size(), layout.size() + layout.columns().size() * most_bins));
  stretches_.resize(std::max(stretches_.size(), layout.size() / (lanes * slots_in_stretch) + layout.blocks().size()));
  scored_.clear();
  for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
    const auto columns = layout.columns_of(b);
    bool any = false;
    for (std::size_t lane = 0; lane < columns.size(); ++lane) any = any || node.may_use(b * lanes + lane);
    if (any) score_block(layout, b, rule, node, histogram);
  }
  for (std::size_t c = 0; c < layout.columns().size(); ++c) {
    if (layout.columns()[c].can_be_missing && node.may_use(c)) score_missing_left(layout, c, rule, node, histogram);
  }
}

void SplitSearch::score_block(const HistogramLayout& layout, std::size_t b, const SplitRule& rule, const NodeSums& node,
                              const Packed* histogram) {
  const HistogramLayout::Block& block = layout.blocks()[b];
  const std::size_t first_stretch = block.first / (lanes * slots_in_stretch) + b;  // the last of a block may be shorter
  std::array<std::int32_t, 2 * lanes> best;
  const auto score = [&](auto with_alpha) {
    run(ScoreBlock<with_alpha()>{{rule, node.sum}, histogram + block.first, &scores_[block.first], &stretches_[first_stretch], best},
        block.slots);
  };
  rule.params().alpha > 0 ? score(std::true_type()) : score(std::false_type());
  const auto columns = layout.columns_of(b);
  for (std::size_t lane = 0; lane < columns.size(); ++lane) {
    if (!node.may_use(b * lanes + lane)) continue;
    scored_.push_back({.column = &columns[lane],
                       .missing_left = false,
                       .first = block.first + place_of_lane[lane],
                       .first_stretch = first_stretch,
                       .best = greatest_of_lane(best, lane)});
  }
}

/// One column by itself, for most have nothing missing in a node.
void SplitSearch::score_missing_left(const HistogramLayout& layout, std::size_t c, const SplitRule& rule, const NodeSums& node,
                                     const Packed* histogram) {
  const HistogramLayout::Column& column = layout.columns()[c];
  const Packed* const sums = histogram + column.first;
  Packed left = sums[lanes * column.bins];
  if (left == 0) return;
  Packed lefts[most_bins];
  std::size_t bins = 0;
  for (; bins < column.bins; ++bins) {
    lefts[bins] = left;
    left += sums[lanes * bins];
  }
  for (; bins % bins_in_one != 0; ++bins) lefts[bins] = node.sum;  // nothing is on the right: no split
  const std::size_t first = layout.size() + c * most_bins;
  std::array<std::int32_t, bins_in_one> best;
  const auto score = [&](auto with_alpha) { run(ScoreBins<with_alpha()>{{rule, node.sum}, lefts, &scores_[first], best}, bins); };
  rule.params().alpha > 0 ? score(std::true_type()) : score(std::false_type());
  scored_.push_back({.column = &column, .missing_left = true, .first = first, .first_stretch = 0, .best = *std::ranges::max_element(best)});
}

void SplitSearch::look_closely(const Scores& scores, std::int32_t least, const SplitRule& rule, const NodeSums& node,
                               const Packed* histogram, Split& best) const {
  const HistogramLayout::Column& column = *scores.column;
  const Packed* const sums = histogram + column.first;
  const auto consider = [&](std::uint32_t first_right, Packed left) {
    rule.consider(
        {.feature = column.feature, .first_bin = first_right, .default_left = scores.missing_left, .left = left, .right = node.sum - left},
        node.unsplit, best);
  };
  // Beside an empty bin lies another split with the same sums, which wins the tie.
  if (scores.missing_left) {
    Packed left = sums[lanes * column.bins];
    for (std::uint32_t bin = 0; bin < column.bins; ++bin) {
      const Packed own = sums[lanes * bin];
      if (scores_[scores.first + bin] >= least && own != 0) consider(bin, left);
      left += own;
    }
    return;
  }
  const std::size_t lane = column.first % lanes;
  const Stretch* stretch = &stretches_[scores.first_stretch];
  for (std::uint32_t first = 0; first < column.bins; first += slots_in_stretch, ++stretch) {
    if (greatest_of_lane(stretch->best, lane) < least) continue;
    Packed left = stretch->left[lane];
    for (std::uint32_t bin = first; bin < std::min<std::uint32_t>(first + slots_in_stretch, column.bins); ++bin) {
      const Packed own = sums[lanes * bin];
      left += own;
      const std::size_t score = scores.first + lanes * (bin - bin % slots_in_one) + to_second * (bin % slots_in_one);
      if (scores_[score] >= least && own != 0) consider(bin + 1, left);
    }
  }
}

}  // namespace trainyard::kernels::trees
