// The best splits of a node's two children, or of the root: the smaller child's sums are added up row by row, the larger one's are the
// parent's without them.
#pragma once

#include "kernels/trees/block/draws.cuh"
#include "kernels/trees/block/state.cuh"

namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND {

/// A group of the tree's columns whose sums are looked at together.
struct Group {
  std::uint32_t first;  ///< of Task::columns
  std::uint32_t count;
  std::uint32_t width;  ///< State::width
  Packed* smaller;      ///< where the smaller child's sums are kept, [slot * width + column]; null: they are not
  Packed* larger;       ///< the parent's sums, which become the larger child's; null at the root
};

/// Which children are looked at, as numbers of State::children.
struct Pair {
  std::uint32_t smaller;
  std::uint32_t larger;
  bool has_larger;
};

/// The sums of a slot of the smaller child.
TRAINYARD_DEVICE inline Packed sum_of(const State& s, const Group& group, std::uint32_t slot, std::uint32_t column) {
  std::int32_t gradient = 0, hessian = 0;
  for (std::uint32_t lane = column; lane < Block::lanes; lane += group.width) {
    gradient += s.gradients[slot * Block::lanes + lane];
    hessian += s.hessians[slot * Block::lanes + lane];
  }
  return packed_sum(gradient, hessian);
}

/// A column's slots in a node's rows, and the lane that they are added in.
struct LaneOfRows {
  bool is_there;  ///< whether there is such a column
  const std::uint32_t* rows;
  const std::uint8_t* slots;
  std::size_t stride;
  const Packed* packed;
  std::int32_t *gradients, *hessians;

  struct Value {
    Packed packed;
    std::uint32_t offset;
  };

  TRAINYARD_DEVICE Value read(std::size_t i) const {
    const std::uint32_t row = rows[i];
    return {.packed = packed[row], .offset = slots[row * stride] * Block::lanes};
  }

  TRAINYARD_DEVICE void add(const Value& value) const {
    if (!is_there) return;
    Block::add(gradients + value.offset, gradient_of(value.packed));
    Block::add(hessians + value.offset, hessian_of(value.packed));
  }
};

TRAINYARD_DEVICE inline void add_rows(const Block& block, const Group& group, const Place& at) {
  State& s = state_of(block.shared());
  const Task& task = s.task;
  block.each(group_slots * Block::lanes, [&](std::size_t i) { s.gradients[i] = s.hessians[i] = 0; });
  block.sync();
  block.each_in_lanes(at.size(), group.width, [&](unsigned lane, unsigned column) {
    const bool is_there = column < group.count;
    const std::uint32_t position = is_there ? task.rows.columns[task.columns[group.first + column]].position : 0;
    return LaneOfRows{.is_there = is_there,
                      .rows = task.row_lists[at.list] + at.begin,
                      .slots = task.rows.by_row + position,
                      .stride = task.rows.stride,
                      .packed = task.packed,
                      .gradients = s.gradients + lane,
                      .hessians = s.hessians + lane};
  });
  block.sync();
}

/// A piece of a column's slots.
struct Piece {
  std::uint32_t column;
  std::uint32_t begin, end;

  TRAINYARD_DEVICE Piece(std::size_t i, std::uint32_t width)
      : column(static_cast<std::uint32_t>(i) % width),
        begin(static_cast<std::uint32_t>(i) / width * slots_of(width)),
        end(begin + slots_of(width) < group_slots ? begin + slots_of(width) : group_slots) {}

  TRAINYARD_DEVICE static std::uint32_t slots_of(std::uint32_t width) {
    const std::uint32_t pieces = State::pieces / width;
    return pieces < group_slots ? group_slots / pieces : 1;
  }
};

/// Adds up each piece of both children, and takes the smaller one's sums from the parent's.
TRAINYARD_DEVICE inline void sum_pieces(const Block& block, const Group& group) {
  State& s = state_of(block.shared());
  block.each(State::pieces, [&](std::size_t i) {
    const Piece piece(i, group.width);
    Packed of_smaller = 0, of_larger = 0;
    for (std::uint32_t slot = piece.begin; slot < piece.end && piece.column < group.count; ++slot) {
      const std::uint32_t place = slot * group.width + piece.column;
      const Packed own = sum_of(s, group, slot, piece.column);
      of_smaller += own;
      if (group.smaller != nullptr) group.smaller[place] = own;
      if (group.larger != nullptr) of_larger += group.larger[place] -= own;
    }
    s.piece_sums[0][i] = of_smaller;
    s.piece_sums[1][i] = of_larger;
  });
  block.sync();
}

/// Looks at the splits at the ends of a piece's bins. `value(slot)`: a child's sums. A bin without a row is left out: beside it lies
/// another split with the same sums, which wins the tie.
template <class Value>
TRAINYARD_DEVICE void search_piece(const State& s, const Piece& piece, std::uint32_t feature, const Packed* sums_before,
                                   std::uint32_t width, const Place& at, const Value& value, Split& best) {
  const std::uint32_t bins = s.task.rows.columns[feature].bins, end = piece.end < bins ? piece.end : bins;
  Packed left = 0;
  for (const Packed* before = sums_before + piece.column; before < sums_before + piece.begin / Piece::slots_of(width) * width;
       before += width) {
    left += *before;
  }
  const Packed missing = bins < group_slots ? value(bins) : 0;
  for (std::uint32_t bin = piece.begin; bin < end; ++bin) {
    const Packed own = value(bin);
    if (own == 0) continue;
    if (missing != 0) {
      const Packed with_missing = left + missing;
      s.rule.consider({.feature = feature, .first_bin = bin, .default_left = true, .left = with_missing, .right = at.sum - with_missing},
                      at.unsplit, best);
    }
    left += own;
    s.rule.consider({.feature = feature, .first_bin = bin + 1, .left = left, .right = at.sum - left}, at.unsplit, best);
  }
}

TRAINYARD_DEVICE inline void search_group(const Block& block, const Group& group, const Pair& pair, Split (&best)[2]) {
  const State& s = state_of(block.shared());
  block.each(State::pieces, [&](std::size_t i) {
    const Piece piece(i, group.width);
    if (piece.column >= group.count) return;
    const std::uint32_t feature = s.task.columns[group.first + piece.column];
    if (may_use(s, pair.smaller, feature)) {
      search_piece(
          s, piece, feature, s.piece_sums[0], group.width, s.children[pair.smaller],
          [&](std::uint32_t slot) { return sum_of(s, group, slot, piece.column); }, best[0]);
    }
    if (pair.has_larger && may_use(s, pair.larger, feature)) {
      search_piece(
          s, piece, feature, s.piece_sums[1], group.width, s.children[pair.larger],
          [&](std::uint32_t slot) { return group.larger[slot * group.width + piece.column]; }, best[1]);
    }
  });
}

/// Among splits of the same gain the smallest is the one that Split::better_than takes.
TRAINYARD_DEVICE inline std::uint64_t tie_of(const Split& split) {
  constexpr std::uint32_t left = 1U << 31;
  return (static_cast<std::uint64_t>(split.feature) << 32) | (split.default_left ? left | (left - 1 - split.first_bin) : split.first_bin);
}

TRAINYARD_DEVICE inline std::uint32_t bits_of(float gain) {
  std::uint32_t bits = 0;
  memcpy(&bits, &gain, sizeof bits);
  return bits;
}

/// Of all threads' splits the best becomes the child's.
TRAINYARD_DEVICE inline void choose_best(const Block& block, const Pair& pair, const Split (&best)[2]) {
  State& s = state_of(block.shared());
  const std::uint32_t children[2] = {pair.smaller, pair.larger};
  const std::uint32_t count = pair.has_larger ? 2 : 1;
  if (block.leader()) {
    for (std::uint32_t i = 0; i < count; ++i)
      s.best_gain[i] = 0, s.best_tie[i] = ~std::uint64_t{0}, s.children[children[i]].split = Split{};
  }
  block.sync();
  for (std::uint32_t i = 0; i < count; ++i) {
    if (best[i].gain > 0) Block::take_larger(&s.best_gain[i], bits_of(best[i].gain));
  }
  block.sync();
  const auto is_among_best = [&](std::uint32_t i) { return best[i].gain > 0 && bits_of(best[i].gain) == s.best_gain[i]; };
  for (std::uint32_t i = 0; i < count; ++i) {
    if (is_among_best(i)) Block::take_smaller(&s.best_tie[i], tie_of(best[i]));
  }
  block.sync();
  for (std::uint32_t i = 0; i < count; ++i) {
    if (is_among_best(i) && tie_of(best[i]) == s.best_tie[i]) s.children[children[i]].split = best[i];
  }
  block.sync();
}

/// Finds the splits of the pair's children, whose columns were drawn.
TRAINYARD_DEVICE inline void search(const Block& block, const Pair& pair) {
  State& s = state_of(block.shared());
  const Task& task = s.task;
  const Place& smaller = s.children[pair.smaller];
  const std::size_t size = group_slots * s.width, groups = groups_of(s.column_count);
  const std::size_t of_depth = groups_of(task.rows.features) * group_slots * group_columns;
  const bool is_kept = smaller.depth + 1 < task.params.max_depth;
  Split best[2];
  for (std::size_t g = 0; g < groups; ++g) {
    const std::uint32_t first = static_cast<std::uint32_t>(g) * group_columns, rest = s.column_count - first;
    const Group group{.first = first,
                      .count = rest < group_columns ? rest : group_columns,
                      .width = s.width,
                      .smaller = is_kept ? task.histograms + smaller.slot * of_depth + g * size : nullptr,
                      .larger = pair.has_larger ? task.histograms + s.children[pair.larger].slot * of_depth + g * size : nullptr};
    add_rows(block, group, smaller);
    sum_pieces(block, group);
    search_group(block, group, pair, best);
    block.sync();
  }
  choose_best(block, pair, best);
}

}  // namespace trainyard::kernels::trees::block::TRAINYARD_BACKEND
