#include <algorithm>

#include "kernels/base/launch.cuh"
#include "kernels/trees/margins.hpp"
#include "kernels/trees/walk.cuh"

namespace trainyard::kernels::trees::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// So many walks go on side by side: each waits for its next node, and the processor works on the others.
constexpr int lanes = group_rows;
// Uneven trees are left early; it is looked at every so many steps.
constexpr std::int32_t steps_in_one = 8;

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

struct Margins {
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
  TRAINYARD_HOST_DEVICE void add_by_tree(std::size_t first, std::size_t end) const {
    for (std::size_t t = 0; t < forest.trees.size; ++t) {
      const Tree tree = forest.trees.data[t];
      for (std::size_t row = first; row < end; row += lanes) tree.categories != 0 ? add_tree<true>(tree, row) : add_tree<false>(tree, row);
    }
  }

  // All trees for one row.
  TRAINYARD_HOST_DEVICE void add_by_row(std::size_t row) const {
    float* const out = result + row * forest.base.size;
    for (std::size_t t = 0; t < forest.trees.size; t += lanes) {
      const Tree* const trees = forest.trees.data + t;
      const int some = forest.trees.size - t < lanes ? static_cast<int>(forest.trees.size - t) : lanes;
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

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t count) const {
    const std::size_t outputs = forest.base.size;
    for (std::size_t i = first * outputs; i < (first + count) * outputs; ++i) result[i] = forest.base.data[i % outputs];
    const std::size_t whole = first + count / lanes * lanes;
    if (whole > first) add_by_tree(first, whole);
    for (std::size_t row = whole; row < first + count; ++row) add_by_row(row);
  }
};

// Rows that are made groups of at a time: a megabyte per thread, which stays in its cache, and more on a GPU, which works on all at once.
std::size_t chunk_rows(const Exec& exec, std::size_t columns) {
  constexpr std::size_t step = 256;
  const std::size_t bytes = exec.on_gpu() ? std::size_t{1} << 28 : static_cast<std::size_t>(exec.threads) << 20;
  return std::max(step, bytes / (2 * columns * sizeof(float) + 1) / step * step);
}

}  // namespace

void margins(const Exec& exec, ForestView forest, MatrixView<const float> rows, View<float> result) {
  const std::size_t most = std::min(chunk_rows(exec, rows.columns), rows.rows);
  const std::size_t whole_groups = (most + lanes - 1) / lanes * lanes;
  Buffer<float> groups(exec, std::max<std::size_t>(1, whole_groups * 2 * rows.columns));
  for (std::size_t first = 0; first < rows.rows; first += most) {
    const std::size_t count = std::min(most, rows.rows - first);
    for_each_run(exec, count, Group{{rows.data + first, count, rows.columns, rows.stride}, groups.data()});
    for_each_run(exec, count, Margins{forest, groups.data(), rows.columns, result.data + first * forest.base.size});
  }
}

}  // namespace trainyard::kernels::trees::TRAINYARD_BACKEND
