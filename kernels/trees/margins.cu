#include "kernels/base/launch.cuh"
#include "kernels/trees/margins.hpp"
#include "kernels/trees/walk.cuh"

namespace trainyard::kernels::trees::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// So many walks go on side by side: each waits for its next node, and the processor works on the others.
constexpr int lanes = 8;
// Uneven trees are left early; it is looked at every so many steps.
constexpr std::int32_t steps_in_one = 8;

struct Margins {
  ForestView forest;
  MatrixView<const float> rows;
  float* result;

  template <bool categories>
  TRAINYARD_HOST_DEVICE Step<categories> step() const {
    return {forest, rows.data, rows.stride};
  }

  TRAINYARD_HOST_DEVICE bool at_leaves(const std::int32_t (&at)[lanes]) const {
    bool all = true;
    for (int lane = 0; lane < lanes; ++lane) all &= forest.nodes.data[at[lane]].first == at[lane];
    return all;
  }

  // Walks of `lanes` rows from `row` on through one tree, or of one row through `lanes` trees, until all are at leaves.
  template <bool categories, class Row>
  TRAINYARD_HOST_DEVICE void walk(std::int32_t (&at)[lanes], std::int32_t depth, const Row& row_of) const {
    const Step<categories> step = this->step<categories>();
    for (std::int32_t done = 0; done < depth; done += steps_in_one) {
      if (done > 0 && at_leaves(at)) return;
      const std::int32_t some = depth - done < steps_in_one ? depth - done : steps_in_one;
      for (std::int32_t s = 0; s < some; ++s) {
#pragma GCC unroll 8
        for (int lane = 0; lane < lanes; ++lane) at[lane] = step(at[lane], row_of(lane));
      }
    }
  }

  template <bool categories>
  TRAINYARD_HOST_DEVICE void add_tree(const Tree& tree, std::size_t row) const {
    std::int32_t at[lanes];
    for (int lane = 0; lane < lanes; ++lane) at[lane] = tree.root;
    walk<categories>(at, tree.depth, [row](int lane) { return row + static_cast<std::size_t>(lane); });
    const std::size_t outputs = forest.base.size;
    float* const out = result + row * outputs + tree.output;
    for (int lane = 0; lane < lanes; ++lane) out[static_cast<std::size_t>(lane) * outputs] += forest.values.data[at[lane]];
  }

  // In blocks of rows that a tree's nodes stay in the cache for.
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
      const std::size_t left = forest.trees.size - t;
      std::int32_t at[lanes], depth = 0, categories = 0;
      for (int lane = 0; lane < lanes; ++lane) {
        const Tree& tree = forest.trees.data[t + (static_cast<std::size_t>(lane) < left ? static_cast<std::size_t>(lane) : 0)];
        at[lane] = tree.root;
        depth = depth < tree.depth ? tree.depth : depth;
        categories |= tree.categories;
      }
      const auto same_row = [row](int) { return row; };
      categories != 0 ? walk<true>(at, depth, same_row) : walk<false>(at, depth, same_row);
      for (int lane = 0; lane < lanes && static_cast<std::size_t>(lane) < left; ++lane) {
        out[forest.trees.data[t + static_cast<std::size_t>(lane)].output] += forest.values.data[at[lane]];
      }
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

}  // namespace

void margins(const Exec& exec, ForestView forest, MatrixView<const float> rows, View<float> result) {
  for_each_run(exec, rows.rows, Margins{forest, rows, result.data});
}

}  // namespace trainyard::kernels::trees::TRAINYARD_BACKEND
