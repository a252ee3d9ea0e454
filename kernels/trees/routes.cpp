#include "kernels/trees/routes.hpp"

#include <algorithm>

namespace trainyard::kernels::trees {
namespace {

// So many walks go on side by side: each waits for its next node, and the processor works on the others.
constexpr std::size_t together = 8;
// Uneven trees are left early; it is looked at every so many steps.
constexpr int steps_in_one = 8;

}  // namespace

Routes::Routes(const BinnedRows::Data& data, const BoostedTree& tree) : output_(tree.output) {
  const auto count = static_cast<std::uint32_t>(tree.nodes.size());
  nodes_.reserve(count);
  values_.reserve(count);
  std::vector<int> depths(count, 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    const BoostedNode& node = tree.nodes[i];
    values_.push_back(node.value);
    if (node.left == 0) {
      nodes_.push_back({.left = i, .position = 0, .right = {}});
      continue;
    }
    nodes_.push_back({.left = node.left,
                      .position = static_cast<std::uint16_t>(data.positions[node.feature]),
                      .right = side_of(node.first_bin, node.default_left, data.bins(node.feature))});
    depths[node.left] = depths[node.left + 1] = depths[i] + 1;
    depth_ = std::max(depth_, depths[i] + 1);
  }
}

template <class RowOf>
void Routes::walk(const BinnedRows::Data& data, std::size_t count, const RowOf& row_of, float* to, std::size_t outputs) const {
  const std::size_t stride = data.stride;
  for (std::size_t first = 0; first < count; first += together) {
    const std::uint8_t* slots[together];
    std::uint32_t at[together] = {};
    // Behind the last row it is walked once more, for nothing.
    for (std::size_t i = 0; i < together; ++i) slots[i] = data.by_row.data() + row_of(std::min(first + i, count - 1)) * stride;
    for (int done = 0; done < depth_; done += steps_in_one) {
      if (done > 0 && std::all_of(at, at + together, [&](std::uint32_t node) { return nodes_[node].left == node; })) break;
      for (int s = 0; s < std::min(steps_in_one, depth_ - done); ++s) {
        for (std::size_t i = 0; i < together; ++i) {
          const Node node = nodes_[at[i]];
          at[i] = node.left + static_cast<std::uint32_t>(node.right.has(slots[i][node.position]));
        }
      }
    }
    for (std::size_t i = 0; i < std::min(together, count - first); ++i) to[row_of(first + i) * outputs + output_] += values_[at[i]];
  }
}

void Routes::add_leaves(const BinnedRows::Data& data, float* to, std::size_t outputs) const {
  walk(
      data, data.rows, [](std::size_t i) { return i; }, to, outputs);
}

void Routes::add_leaves(const BinnedRows::Data& data, std::span<const std::uint32_t> rows, float* to, std::size_t outputs) const {
  walk(
      data, rows.size(), [&](std::size_t i) { return std::size_t{rows[i]}; }, to, outputs);
}

}  // namespace trainyard::kernels::trees
