#include "kernels/trees/sorted_search.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

using Slots = std::uint8_t __attribute__((vector_size(16), aligned(1), may_alias));
using Keys = std::uint16_t __attribute__((vector_size(32), aligned(2), may_alias));

/// K. E. Batcher's merge exchange (D. E. Knuth, The Art of Computer Programming 3, algorithm 5.2.2M): the same comparisons for any values,
/// so that each is one of vectors.
struct Sort {
  Keys* keys;

  void operator()(std::size_t, std::size_t count) const {
    const std::size_t top = std::bit_ceil(count) / 2;
    for (std::size_t p = top; p > 0; p /= 2) {
      exchange(count, p, 0, p);
      for (std::size_t q = top; q > p; q /= 2) exchange(count, p, p, q - p);
    }
  }

  /// Each i with (i & p) == r, and i + distance.
  [[gnu::always_inline]] void exchange(std::size_t count, std::size_t p, std::size_t r, std::size_t distance) const {
    for (std::size_t first = r; first + distance < count; first += 2 * p) {
      const std::size_t end = std::min(first + p, count - distance);
      for (std::size_t i = first; i < end; ++i) {
        const Keys a = keys[i], b = keys[i + distance];
        keys[i] = a < b ? a : b;
        keys[i + distance] = a < b ? b : a;
      }
    }
  }
};

}  // namespace

/// Scores the splits behind each of the sorted rows; or, with missing values on the left, before each. The row behind the last, or before
/// the first, is taken to have the same slots: there is no split, for one side would be empty.
template <bool with_alpha, bool missing_left>
struct SortedSearch::Score {
  RoughScores rule;
  const Packed* gradients;
  const Keys* keys;
  std::int32_t* scores;
  Group& group;

  void operator()(std::size_t, std::size_t rows) const {
    constexpr std::size_t quarter = together / 4, half = together / 2;
    // So laid out that the scores come in the order of the lanes.
    constexpr std::size_t first_lanes[quarter] = {0, 2, 8, 10};
    FourSums left[quarter];
    for (std::size_t q = 0; q < quarter; ++q) {
      const Packed* const missing = group.missing.data() + first_lanes[q];
      left[q] = FourSums{missing[0], missing[1], missing[4], missing[5]};
    }
    const RoughScores own_rule = rule;  // what is written to cannot change it
    EightInts most[2] = {};
    for (std::size_t i = 0; i < rows; ++i) {
      FourSums before[quarter];
      const std::uint16_t* const own = reinterpret_cast<const std::uint16_t*>(keys + i);
      for (std::size_t q = 0; q < quarter; ++q) {
        before[q] = left[q];
        const auto of = [&](std::size_t lane) { return gradients[own[first_lanes[q] + lane] & 0xff]; };
        left[q] += FourSums{of(0), of(1), of(4), of(5)};
      }
      const Keys other = missing_left ? keys[i == 0 ? 0 : i - 1] : keys[i + 1 < rows ? i + 1 : i];
      const auto is_split = ((keys[i] ^ other) >> 8) != 0;
      const auto is_low = __builtin_shufflevector(is_split, is_split, 0, 1, 2, 3, 4, 5, 6, 7);
      const auto is_high = __builtin_shufflevector(is_split, is_split, 8, 9, 10, 11, 12, 13, 14, 15);
      const EightInts is_split_wide[2] = {__builtin_convertvector(is_low, EightInts), __builtin_convertvector(is_high, EightInts)};
      for (std::size_t h = 0; h < 2; ++h) {
        const FourSums* const there = (missing_left ? before : left) + 2 * h;
        EightInts bits;
        own_rule.score<with_alpha>(there[0], there[1], bits);
        bits &= is_split_wide[h];
        most[h] = bits > most[h] ? bits : most[h];
        std::memcpy(scores + together * i + half * h, &bits, sizeof bits);
      }
    }
    std::memcpy(group.best.data(), most, sizeof most);
  }
};

std::size_t SortedSearch::most_rows(const HistogramLayout& layout) {
  constexpr std::size_t most = 128;
  if (layout.columns().empty()) return 0;
  const std::size_t groups = layout.columns().back().position / together - layout.columns().front().position / together + 1;
  return std::min(most, layout.size() / (40 * groups));
}

void SortedSearch::sort(const BinnedRows::Data& data, std::uint32_t position, std::span<const std::uint32_t> rows, std::size_t first) {
  static_assert(sizeof(Slots) == together);
  auto* const keys = reinterpret_cast<Keys*>(keys_.data() + first);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& slots = reinterpret_cast<const Slots&>(data.by_row[rows[i] * data.stride + position]);
    keys[i] = __builtin_convertvector(slots, Keys) << 8 | static_cast<std::uint16_t>(i);
  }
  run(Sort{keys}, rows.size());
}

bool SortedSearch::add_missing(Group& group) const {
  bool any = false;
  for (const HistogramLayout::Column& column : group.columns) {
    if (!column.can_be_missing) continue;
    const std::size_t lane = column.position - group.first_position;
    for (std::size_t i = gradients_.size(); i-- > 0;) {
      const std::uint16_t key = keys_[group.first + together * i + lane];
      if (key >> 8 != column.bins) break;
      group.missing[lane] += gradients_[key & 0xff];
    }
    any = any || group.missing[lane] != 0;
  }
  return any;
}

void SortedSearch::score(const Group& group, const SplitRule& rule, Packed sum) {
  groups_.push_back(group);
  scores_.resize(std::max(scores_.size(), group.first_score + together * gradients_.size()));
  const RoughScores rough(rule, sum);
  const auto with = [&](const auto& task) { run(task, gradients_.size()); };
  const Packed* const gradients = gradients_.data();
  const auto* const keys = reinterpret_cast<const Keys*>(keys_.data() + group.first);
  std::int32_t* const scores = scores_.data() + group.first_score;
  Group& own = groups_.back();
  if (rule.params().alpha > 0) {
    group.missing_left ? with(Score<true, true>{rough, gradients, keys, scores, own})
                       : with(Score<true, false>{rough, gradients, keys, scores, own});
  } else {
    group.missing_left ? with(Score<false, true>{rough, gradients, keys, scores, own})
                       : with(Score<false, false>{rough, gradients, keys, scores, own});
  }
}

void SortedSearch::score_all(const BinnedRows::Data& data, const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node,
                             std::span<const std::uint32_t> rows) {
  groups_.clear();
  const auto columns = layout.columns();
  const std::size_t size = together * rows.size();
  std::size_t keys = 0, scores = 0;
  for (std::size_t c = 0, end = 0; c < columns.size(); c = end) {
    const std::uint32_t position = columns[c].position / together * together;
    bool any = false;
    for (end = c; end < columns.size() && columns[end].position < position + together; ++end) any = any || node.may_use(end);
    if (!any) continue;
    keys_.resize(std::max(keys_.size(), keys + size));
    sort(data, position, rows, keys);
    Group group{columns.subspan(c, end - c), c, position, false, {}, keys, scores, {}};
    score(group, rule, node.sum);
    keys += size, scores += size;
    if (!add_missing(group)) continue;
    group.missing_left = true;
    group.first_score = scores;
    score(group, rule, node.sum);
    scores += size;
  }
}

Split SortedSearch::best(const BinnedRows::Data& data, const HistogramLayout& layout, const SplitRule& rule, const NodeSums& node,
                         std::span<const std::uint32_t> rows, const Packed* gradients) {
  gradients_.clear();
  for (const std::uint32_t row : rows) gradients_.push_back(gradients[row]);
  score_all(data, layout, rule, node, rows);
  const auto each = [&](const auto& f) {
    for (const Group& group : groups_) {
      for (std::size_t i = 0; i < group.columns.size(); ++i) {
        const std::size_t lane = group.columns[i].position - group.first_position;
        // With nothing missing in it, a column beside one with missing values is scored a second time.
        if (group.missing_left && group.missing[lane] == 0) continue;
        if (node.may_use(group.first_column + i)) f(group, group.columns[i], group.best[lane]);
      }
    }
  };
  std::int32_t most = 0;
  each([&](const Group&, const auto&, std::int32_t best) { most = std::max(most, best); });
  const std::int32_t least = RoughScores::least_of_best(most);
  Split best;
  each([&](const Group& group, const auto& column, std::int32_t best_score) {
    if (best_score >= least) look_closely(group, column, least, rule, node, best);
  });
  return best;
}

void SortedSearch::look_closely(const Group& group, const HistogramLayout::Column& column, std::int32_t least, const SplitRule& rule,
                                const NodeSums& node, Split& best) const {
  const std::size_t lane = column.position - group.first_position, rows = gradients_.size();
  Packed left = group.missing[lane];
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint16_t key = keys_[group.first + together * i + lane];
    const Packed before = left;
    left += gradients_[key & 0xff];
    if (scores_[group.first_score + together * i + lane] < least) continue;
    const Packed there = group.missing_left ? before : left;
    const std::uint32_t slot = key >> 8;
    rule.consider({.feature = column.feature,
                   .first_bin = group.missing_left ? slot : slot + 1,
                   .default_left = group.missing_left,
                   .left = there,
                   .right = node.sum - there},
                  node.unsplit, best);
  }
}

}  // namespace trainyard::kernels::trees
