// From node to node, for rows that lie in groups: a group has the values of place_of() for each column and sign, group_rows side by side.
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/base/backend.hpp"
#include "kernels/trees/forest.hpp"

namespace trainyard::kernels::trees::TRAINYARD_BACKEND {
namespace {

TRAINYARD_HOST_DEVICE inline const Node& node_at(const Node* nodes, std::uint32_t at) {
  return *reinterpret_cast<const Node*>(reinterpret_cast<const char*>(nodes) + at);
}

TRAINYARD_HOST_DEVICE inline float leaf_value(const Node& leaf) {
  float value = 0;
  std::memcpy(&value, &leaf.extra, sizeof value);
  return value;
}

TRAINYARD_HOST_DEVICE inline bool in_set(const std::uint32_t* set, float value) {
  constexpr float too_large = 1 << 24;  // what is no category in XGBoost
  if (!(value >= 0 && value < too_large)) return false;
  const auto category = static_cast<std::uint32_t>(value);
  return category / 32 < set[0] && (set[1 + category / 32] >> category % 32 & 1U) != 0;
}

/// Whether a split by categories sends the row to its second child. Beside the value lies, in the other place, its opposite.
TRAINYARD_HOST_DEVICE inline bool second_by_category(const std::uint32_t* words, const Node& node, float value) {
  const bool opposite = (node.place & group_rows) != 0;
  return value != value ? opposite : in_set(words + node.extra, opposite ? -value : value);
}

/// From a node to a child; a leaf stays. `group` begins at the row's own value of place 0.
template <bool categories>
TRAINYARD_HOST_DEVICE std::uint32_t step(const ForestView& forest, std::uint32_t at, const float* group) {
  const Node& node = node_at(forest.nodes.data, at);
  const float value = group[node.place];
  bool second = value >= node.threshold;
  if constexpr (categories) {
    if (node.extra != 0 && node.children != at) second = second_by_category(forest.words.data, node, value);
  }
  return node.children + (second ? static_cast<std::uint32_t>(sizeof(Node)) : 0);
}

// So many walks go on side by side: each waits for its next node, and the processor works on the others.
constexpr int lanes = group_rows;
// Uneven trees are left early; it is looked at every so many steps.
constexpr std::int32_t steps_in_one = 8;

/// Of groups of rows.
inline std::size_t group_values(std::size_t rows, std::size_t columns) { return (rows + lanes - 1) / lanes * lanes * 2 * columns; }

/// Rows of the matrix as groups: the values of a row `row` begin at (row / lanes * lanes) * 2 * columns + row % lanes.
struct Group {
  MatrixView<const float> rows;
  float* groups;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t count) const {
    for (std::size_t c = 0; c < rows.columns; ++c) {
      const float* const column = rows.data + c * rows.stride;
      for (std::size_t row = first; row < first + count; ++row) {
        float* const out = groups + (row - row % lanes) * 2 * rows.columns + row % lanes + 2 * c * lanes;
        out[0] = column[row];
        out[lanes] = -column[row];
      }
    }
  }
};

/// Rows that are made groups, and what the trees say of them.
struct Walk {
  ForestView forest;
  const float* groups;
  std::size_t columns;
  float* result;

  TRAINYARD_HOST_DEVICE const float* values_of(std::size_t row) const { return groups + (row - row % lanes) * 2 * columns + row % lanes; }

  TRAINYARD_HOST_DEVICE bool at_leaves(const std::uint32_t (&at)[lanes]) const {
    bool all = true;
    for (int lane = 0; lane < lanes; ++lane) all &= node_at(forest.nodes.data, at[lane]).children == at[lane];
    return all;
  }

  // Walks side by side, until all are at leaves: of a group of rows through one tree (`apart` is 1), or of one row through several (0).
  template <bool categories, int apart>
  TRAINYARD_HOST_DEVICE void walk(std::uint32_t (&at)[lanes], std::int32_t depth, const float* values) const {
    for (std::int32_t done = 0; done < depth; done += steps_in_one) {
      if (done > 0 && at_leaves(at)) return;
      const std::int32_t some = depth - done < steps_in_one ? depth - done : steps_in_one;
      for (std::int32_t s = 0; s < some; ++s) {
        for (int lane = 0; lane < lanes; ++lane) at[lane] = step<categories>(forest, at[lane], values + apart * lane);
      }
    }
  }

  template <bool categories>
  TRAINYARD_HOST_DEVICE void add_tree(const Tree& tree, std::size_t row) const {
    std::uint32_t at[lanes];
    for (int lane = 0; lane < lanes; ++lane) at[lane] = tree.root;
    walk<categories, 1>(at, tree.depth, values_of(row));
    const std::size_t outputs = forest.base.size;
    float* const out = result + row * outputs + tree.output;
    for (int lane = 0; lane < lanes; ++lane)
      out[static_cast<std::size_t>(lane) * outputs] += leaf_value(node_at(forest.nodes.data, at[lane]));
  }

  // Whole groups, so many that a tree's nodes stay in the cache for them.
  TRAINYARD_HOST_DEVICE void add_by_tree(std::size_t first, std::size_t end, View<const Tree> trees) const {
    for (std::size_t t = 0; t < trees.size; ++t) {
      const Tree tree = trees.data[t];
      for (std::size_t row = first; row < end; row += lanes) tree.categories != 0 ? add_tree<true>(tree, row) : add_tree<false>(tree, row);
    }
  }

  TRAINYARD_HOST_DEVICE void add_by_row(std::size_t row, View<const Tree> all) const {
    float* const out = result + row * forest.base.size;
    for (std::size_t t = 0; t < all.size; t += lanes) {
      const Tree* const trees = all.data + t;
      const int some = all.size - t < lanes ? static_cast<int>(all.size - t) : lanes;
      std::uint32_t at[lanes];
      std::int32_t depth = 0, categories = 0;
      for (int lane = 0; lane < lanes; ++lane) {
        const Tree& tree = trees[lane < some ? lane : 0];
        at[lane] = tree.root;
        depth = depth < tree.depth ? tree.depth : depth;
        categories |= tree.categories;
      }
      categories != 0 ? walk<true, 0>(at, depth, values_of(row)) : walk<false, 0>(at, depth, values_of(row));
      for (int lane = 0; lane < some; ++lane) out[trees[lane].output] += leaf_value(node_at(forest.nodes.data, at[lane]));
    }
  }

  TRAINYARD_HOST_DEVICE void begin(std::size_t first, std::size_t count) const {
    const std::size_t outputs = forest.base.size;
    for (std::size_t i = first * outputs; i < (first + count) * outputs; ++i) result[i] = forest.base.data[i % outputs];
  }

  // Some of the forest's trees. `first` begins a group.
  TRAINYARD_HOST_DEVICE void add(std::size_t first, std::size_t count, View<const Tree> trees) const {
    const std::size_t whole = first + count / lanes * lanes;
    if (whole > first) add_by_tree(first, whole, trees);
    for (std::size_t row = whole; row < first + count; ++row) add_by_row(row, trees);
  }
};

}  // namespace
}  // namespace trainyard::kernels::trees::TRAINYARD_BACKEND
