// 64 rows through a coded tree at once: each split is compared for all of them, and of the two leaves that come up from below one is kept.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/trees/coded_forest.hpp"

namespace trainyard::kernels::trees {

using Bytes = std::int8_t __attribute__((vector_size(32), aligned(1), may_alias));

/// A byte for each row of a pass; two vectors share what is loaded of a split.
struct PassBytes {
  static constexpr std::size_t vectors = 2;
  static constexpr std::size_t rows = vectors * sizeof(Bytes);
  Bytes of[vectors];
};

static_assert(ValueCodes::most_rows % PassBytes::rows == 0);

/// -1 for rows below the split's threshold, else 0. `codes`: as of ValueCodes::find, from the first row of the pass on.
[[gnu::always_inline]] inline void compare(const ValueCodes::Split& split, const std::uint8_t* codes, PassBytes& below) {
  const Bytes rank = Bytes{} + split.signed_rank;
  const std::uint8_t* const own = codes + split.place * ValueCodes::most_rows;
  for (std::size_t v = 0; v < PassBytes::vectors; ++v) below.of[v] = rank > *reinterpret_cast<const Bytes*>(own + v * sizeof(Bytes));
}

/// Of two numbers of leaves the one that the split says.
[[gnu::always_inline]] inline void choose(const ValueCodes::Split& split, const std::uint8_t* codes, const PassBytes& others,
                                          const PassBytes& below, PassBytes& chosen) {
  PassBytes is_below;
  compare(split, codes, is_below);
  for (std::size_t v = 0; v < PassBytes::vectors; ++v) chosen.of[v] = is_below.of[v] ? below.of[v] : others.of[v];
}

/// Which of the eight leaves under the split at `top`, three levels above them, the rows reach; the first of them is number `first`.
[[gnu::always_inline]] inline void last_levels(const ValueCodes::Split* splits, std::size_t top, std::size_t first,
                                               const std::uint8_t* codes, PassBytes& leaf) {
  PassBytes last[4], middle[2];
  for (std::size_t i = 0; i < 4; ++i) {
    compare(splits[4 * top + i], codes, last[i]);
    for (std::size_t v = 0; v < PassBytes::vectors; ++v) last[i].of[v] = static_cast<std::int8_t>(2 * i) - last[i].of[v];
  }
  for (std::size_t i = 0; i < 2; ++i) choose(splits[2 * top + i], codes, last[2 * i], last[2 * i + 1], middle[i]);
  choose(splits[top], codes, middle[0], middle[1], leaf);
  for (std::size_t v = 0; v < PassBytes::vectors; ++v) leaf.of[v] += static_cast<std::int8_t>(first);
}

/// leaves[r]: the number of the leaf that row r of the pass reaches in a tree.
inline void find_leaves(const ValueCodes::Split* splits, int depth, const std::uint8_t* codes, std::uint8_t* leaves) {
  constexpr int last = 3;
  static_assert(CodedForest::min_depth == last && CodedForest::max_depth <= 8, "a leaf's number is a byte");
  PassBytes found[std::size_t{1} << (CodedForest::max_depth - last)];
  std::size_t count = std::size_t{1} << (depth - last);
  for (std::size_t i = 0; i < count; ++i) last_levels(splits, count + i, i << last, codes, found[i]);
  for (count /= 2; count > 0; count /= 2) {
    for (std::size_t i = 0; i < count; ++i) choose(splits[count + i], codes, found[2 * i], found[2 * i + 1], found[i]);
  }
  for (std::size_t v = 0; v < PassBytes::vectors; ++v) *reinterpret_cast<Bytes*>(leaves + v * sizeof(Bytes)) = found[0].of[v];
}

}  // namespace trainyard::kernels::trees
