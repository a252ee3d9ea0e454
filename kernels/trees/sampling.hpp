// Which rows and columns a tree sees, drawn by counter: nothing depends on the order of asking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trainyard::kernels::trees {

/// One tree's draws: its number counts all trees of the booster.
struct TreeDraws {
  std::uint64_t seed = 0;
  std::uint32_t tree = 0;
};

/// Of the rows [0, count) each is drawn by itself with probability `share`, rounded up to a multiple of 2^-16: when its 16 bits of the
/// block with counter (row / 8, tree) are below share * 2^16; row 8 n + i has the lower half of word i, row 8 n + 4 + i the upper one. Both
/// lists ascend and have room for count. Returns how many are drawn.
std::size_t sample_rows(TreeDraws draws, float share, std::size_t count, std::uint32_t* drawn, std::uint32_t* others);

/// max(1, floor(share * n)) of these n columns, in their order: those with the smallest words of (column, place, tree). `place` names what
/// they are drawn for: see below. A share of 1 takes all.
std::vector<std::uint32_t> sample_columns(TreeDraws draws, std::uint64_t place, float share, std::vector<std::uint32_t> columns);

/// Places. A node is numbered as in a heap: the root is 1, the children of n are 2 n and 2 n + 1. Depths are below 32.
constexpr std::uint64_t for_tree = 0;
constexpr std::uint64_t for_level(int depth) { return (std::uint64_t{1} << 62) + static_cast<std::uint64_t>(depth); }
constexpr std::uint64_t for_node(std::uint64_t heap_number) { return heap_number; }

}  // namespace trainyard::kernels::trees
