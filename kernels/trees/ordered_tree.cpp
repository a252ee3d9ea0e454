#include "kernels/trees/ordered_tree.hpp"

#include <limits>

namespace trainyard::kernels::trees {
namespace {

float threshold_of(std::uint32_t first_bin, std::span<const float> lowest) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  if (first_bin == 0) return -infinity;
  return first_bin < lowest.size() ? lowest[first_bin] : infinity;
}

}  // namespace

BoostedTree ordered_tree(std::span<const BoostedNode> nodes, std::size_t output, const quantise::Cuts& cuts) {
  BoostedTree tree{.nodes = {}, .output = output};
  std::vector<BoostedNode>& ordered = tree.nodes;
  ordered.reserve(nodes.size());
  ordered.push_back(nodes[0]);
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const std::uint32_t left = ordered[i].left;
    if (left == 0) continue;
    ordered[i].threshold = threshold_of(ordered[i].first_bin, cuts.of(ordered[i].feature));
    ordered[i].left = static_cast<std::uint32_t>(ordered.size());
    ordered.push_back(nodes[left]);
    ordered.push_back(nodes[left + 1]);
  }
  return tree;
}

}  // namespace trainyard::kernels::trees
