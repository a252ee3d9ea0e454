// Trees as anybody would write them, and as many of them as a test wants.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <set>
#include <vector>

#include "kernels/trees/forest.hpp"

namespace trainyard::reference {

struct Branch {
  float leaf = 0;
  std::size_t column = 0;
  float threshold = 0;
  std::set<int> categories = {};  ///< not empty: those that go right
  bool missing_left = true;
  std::unique_ptr<Branch> left, right;  ///< null for a leaf
};

struct PlainTree {
  Branch root;
  std::int32_t output = 0;
};

inline float leaf_of(const Branch& branch, const std::vector<float>& row) {
  if (branch.left == nullptr) return branch.leaf;
  const float value = row[branch.column];
  bool left = branch.missing_left;
  if (!std::isnan(value)) {
    left = branch.categories.empty() ? value < branch.threshold : value < 0 || !branch.categories.contains(static_cast<int>(value));
  }
  return leaf_of(left ? *branch.left : *branch.right, row);
}

inline std::vector<float> margins(const std::vector<PlainTree>& trees, std::vector<float> base, const std::vector<float>& row) {
  for (const PlainTree& tree : trees) base[static_cast<std::size_t>(tree.output)] += leaf_of(tree.root, row);
  return base;
}

/// Of rows whose columns lie one after the other.
inline std::vector<float> margins_of_rows(const std::vector<PlainTree>& trees, const std::vector<float>& base,
                                          const std::vector<float>& values, std::size_t rows) {
  std::vector<float> all;
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<float> row;
    for (std::size_t at = r; at < values.size(); at += rows) row.push_back(values[at]);
    const auto sums = margins(trees, base, row);
    all.insert(all.end(), sums.begin(), sums.end());
  }
  return all;
}

/// A branch of random shape, at most `depth` splits deep. Thresholds are of the same few numbers as values(), 0 of both signs among them.
inline void grow(Branch& branch, std::mt19937& random, std::size_t columns, int depth, bool with_categories) {
  const auto draw = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  constexpr int full = 11;  // above that only one child is split on
  if (depth == 0 || (depth <= full && draw(6) == 0)) {
    branch.leaf = static_cast<float>(draw(2000) - 1000) / 257.0F;
    return;
  }
  branch.column = static_cast<std::size_t>(draw(static_cast<int>(columns)));
  branch.threshold = draw(5) == 0 ? -0.0F : static_cast<float>(draw(9) - 4) / 2;
  branch.missing_left = draw(2) == 0;
  if (with_categories && draw(3) == 0) {
    for (int i = 0; i < 4; ++i) branch.categories.insert(draw(90));
  }
  branch.left = std::make_unique<Branch>(), branch.right = std::make_unique<Branch>();
  const bool narrow = depth > full, to_the_left = draw(2) == 0;
  grow(*branch.left, random, columns, narrow && !to_the_left ? 0 : depth - 1, with_categories);
  grow(*branch.right, random, columns, narrow && to_the_left ? 0 : depth - 1, with_categories);
}

/// One of few numbers, 0 of both signs, tiny and missing ones among them.
inline float some_value(std::mt19937& random) {
  constexpr float tiny = std::numeric_limits<float>::denorm_min(), nan = std::numeric_limits<float>::quiet_NaN();
  const float all[] = {-2.5F, -2, -1.5F, -1, -0.5F, -0.0F, 0, 0.5F, 1, 1.5F, 2, 31, 32, 63.5F, 64, 89, 1e9F, tiny, -tiny, nan, nan};
  return all[random() % std::size(all)];
}

/// Writes the branch to node `at`, with its children side by side behind all that is there. Returns its depth.
inline std::int32_t lay_out(const Branch& branch, std::size_t at, kernels::trees::Forest& forest, std::int32_t& categories) {
  using kernels::trees::Node;
  const auto offset_of = [](std::size_t node) { return static_cast<std::uint32_t>(node * sizeof(Node)); };
  if (branch.left == nullptr) {
    constexpr float never = std::numeric_limits<float>::infinity();
    forest.nodes[at] = {.threshold = never, .children = offset_of(at), .extra = std::bit_cast<std::uint32_t>(branch.leaf)};
    return 0;
  }
  const std::size_t first = forest.nodes.size();
  forest.nodes.resize(first + 2);
  const bool by_number = branch.categories.empty(), turned = by_number && !branch.missing_left;
  Node node{.threshold = turned ? std::nextafter(-branch.threshold, std::numeric_limits<float>::infinity()) : branch.threshold,
            .place = kernels::trees::place_of(static_cast<std::uint32_t>(branch.column), !branch.missing_left),
            .children = offset_of(first)};
  if (!by_number) {
    categories = 1;
    node.extra = static_cast<std::uint32_t>(forest.words.size());
    std::vector<std::uint32_t> words(static_cast<std::size_t>(*branch.categories.rbegin()) / 32 + 1);
    for (const int one : branch.categories) words[static_cast<std::size_t>(one) / 32] |= 1U << one % 32;
    forest.words.push_back(static_cast<std::uint32_t>(words.size()));
    forest.words.insert(forest.words.end(), words.begin(), words.end());
  }
  forest.nodes[at] = node;
  const std::int32_t left = lay_out(*branch.left, turned ? first + 1 : first, forest, categories);
  return 1 + std::max(left, lay_out(*branch.right, turned ? first : first + 1, forest, categories));
}

inline kernels::trees::Forest forest_of(const std::vector<PlainTree>& trees, std::vector<float> base) {
  kernels::trees::Forest forest{.base = std::move(base)};
  for (const PlainTree& tree : trees) {
    const std::size_t root = forest.nodes.size();
    forest.nodes.resize(root + 1);
    kernels::trees::Tree laid{.root = static_cast<std::uint32_t>(root * sizeof(kernels::trees::Node)), .output = tree.output};
    laid.depth = lay_out(tree.root, root, forest, laid.categories);
    forest.trees.push_back(laid);
  }
  return forest;
}

inline std::vector<PlainTree> some_trees(std::mt19937& random, std::size_t count, std::size_t columns, int depth, int outputs,
                                         bool with_categories) {
  std::vector<PlainTree> trees(count);
  for (std::size_t t = 0; t < count; ++t) {
    trees[t].output = static_cast<std::int32_t>(t % static_cast<std::size_t>(outputs));
    grow(trees[t].root, random, columns, depth, with_categories);
  }
  return trees;
}

}  // namespace trainyard::reference
