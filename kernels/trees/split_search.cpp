#include "kernels/trees/split_search.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/trees/rough_scores.hpp"
#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

constexpr std::size_t block_lanes = HistogramLayout::lanes;
constexpr std::size_t slots_in_one = 2;  // that are scored at a time
/// Where among the eight of such a step the scores of a lane's first slot are; those of the second are two further.
constexpr std::array<std::size_t, block_lanes> place_of_lane = {0, 1, 4, 5};
constexpr std::size_t to_second = 2;

/// Scores the splits at the end of each slot; or, with missing values on the left, at its beginning.
template <bool with_alpha, bool missing_left>
struct ScoreBlock {
  RoughScores rule;
  const Packed* sums;
  const std::array<Packed, block_lanes>& missing;
  std::int32_t* scores;
  std::array<std::int32_t, 2 * block_lanes>& best;

  void operator()(std::size_t, std::size_t slots) const {
    const auto* const added = reinterpret_cast<const FourSums*>(sums);
    const RoughScores own_rule = rule;  // what is written to cannot change it
    FourSums left;
    std::memcpy(&left, missing.data(), sizeof left);
    EightInts most = {};
    for (std::size_t slot = 0; slot < slots; slot += slots_in_one) {
      FourSums first = left, second = left + added[slot];
      left = second + added[slot + 1];
      if constexpr (!missing_left) first = second, second = left;
      EightInts bits;
      own_rule.score<with_alpha>(first, second, bits);
      most = bits > most ? bits : most;
      std::memcpy(scores + block_lanes * slot, &bits, sizeof bits);
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

Split SplitSearch::best(const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node, const Packed* histogram) {
  Split best;
  if (!RoughScores::are_enough(rule)) {
    for (std::size_t c = 0; c < layout.columns().size(); ++c) {
      if (node.may_use(c)) search_column(layout.columns()[c], rule, node, histogram, best);
    }
    return best;
  }
  score(layout, rule, node, histogram);
  const auto best_of = [](const Scores& scores, std::size_t lane) {
    return std::max(scores.best[place_of_lane[lane]], scores.best[place_of_lane[lane] + to_second]);
  };
  const auto each = [&](const auto& f) {
    for (const Scores& scores : blocks_) {
      const auto columns = layout.columns_of(scores.block);
      for (std::size_t lane = 0; lane < columns.size(); ++lane) {
        // With nothing missing in it, a column beside one with missing values is scored a second time.
        if (scores.missing_left && scores.missing[lane] == 0) continue;
        if (node.may_use(scores.block * lanes + lane)) f(scores, columns[lane], lane);
      }
    }
  };
  std::int32_t most = 0;
  each([&](const Scores& scores, const auto&, std::size_t lane) { most = std::max(most, best_of(scores, lane)); });
  const std::int32_t least = RoughScores::least_of_best(most);
  each([&](const Scores& scores, const auto& column, std::size_t lane) {
    if (best_of(scores, lane) >= least) look_closely(column, lane, scores, least, rule, node, histogram, best);
  });
  return best;
}

void SplitSearch::score(const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node, const Packed* histogram) {
  scores_.resize(2 * layout.size());
  blocks_.clear();
  for (std::size_t b = 0; b < layout.blocks().size(); ++b) {
    const auto columns = layout.columns_of(b);
    Scores scores{.block = b, .missing_left = false, .missing = {}, .first = 0, .best = {}};
    bool any = false;
    for (std::size_t lane = 0; lane < columns.size(); ++lane) any = any || node.may_use(b * lanes + lane);
    if (!any) continue;
    blocks_.push_back(scores);
    score_block(layout.blocks()[b], rule, node.sum, histogram);
    bool any_missing = false;
    for (std::size_t lane = 0; lane < columns.size(); ++lane) {
      if (!columns[lane].can_be_missing) continue;
      scores.missing[lane] = histogram[columns[lane].first + lanes * columns[lane].bins];
      any_missing = any_missing || scores.missing[lane] != 0;
    }
    if (!any_missing) continue;
    scores.missing_left = true;
    blocks_.push_back(scores);
    score_block(layout.blocks()[b], rule, node.sum, histogram);
  }
}

void SplitSearch::score_block(const HistogramLayout::Block& block, const SplitRule& rule, Packed sum, const Packed* histogram) {
  Scores& scores = blocks_.back();
  scores.first = 2 * block.first + (scores.missing_left ? lanes * block.slots : 0);
  const RoughScores rough(rule, sum);
  std::int32_t* const out = scores_.data() + scores.first;
  const auto score = [&](const auto& task) { run(task, block.slots); };
  const Packed* const sums = histogram + block.first;
  if (rule.params().alpha > 0) {
    scores.missing_left ? score(ScoreBlock<true, true>{rough, sums, scores.missing, out, scores.best})
                        : score(ScoreBlock<true, false>{rough, sums, scores.missing, out, scores.best});
  } else {
    scores.missing_left ? score(ScoreBlock<false, true>{rough, sums, scores.missing, out, scores.best})
                        : score(ScoreBlock<false, false>{rough, sums, scores.missing, out, scores.best});
  }
}

void SplitSearch::look_closely(const HistogramLayout::Column& column, std::size_t lane, const Scores& scores, std::int32_t least,
                               const SplitRule& rule, const NodeSums& node, const Packed* histogram, Split& best) const {
  const Packed* const sums = histogram + column.first;
  Packed left = scores.missing[lane];
  std::uint32_t summed = 0;
  const auto look_at = [&](std::uint32_t bin, std::int32_t score) {
    // Beside an empty bin lies another split with the same sums, which wins the tie.
    if (score < least || bin >= column.bins || sums[lanes * bin] == 0) return;
    const std::uint32_t first_right = scores.missing_left ? bin : bin + 1;
    for (; summed < first_right; ++summed) left += sums[lanes * summed];
    rule.consider(
        {.feature = column.feature, .first_bin = first_right, .default_left = scores.missing_left, .left = left, .right = node.sum - left},
        node.unsplit, best);
  };
  const std::int32_t* two = scores_.data() + scores.first + place_of_lane[lane];
  for (std::uint32_t bin = 0; bin < column.bins; bin += slots_in_one, two += slots_in_one * lanes) {
    if (std::max(two[0], two[to_second]) < least) continue;
    look_at(bin, two[0]);
    look_at(bin + 1, two[to_second]);
  }
}

}  // namespace trainyard::kernels::trees
