// Trees whose splits compare bytes, beside plain walks.
#include "kernels/trees/coded_forest.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "kernels/trees/margins.hpp"
#include "tests/reference/bits.hpp"
#include "tests/reference/trees.hpp"

namespace trainyard::kernels::trees {
namespace {

using reference::Branch;
using reference::PlainTree;

constexpr float infinity = std::numeric_limits<float>::infinity(), largest = std::numeric_limits<float>::max();
constexpr float tiny = std::numeric_limits<float>::denorm_min(), missing = std::numeric_limits<float>::quiet_NaN();

PlainTree stump(std::size_t column, float threshold, bool missing_left) {
  PlainTree tree;
  tree.root.column = column, tree.root.threshold = threshold, tree.root.missing_left = missing_left;
  tree.root.left = std::make_unique<Branch>(), tree.root.right = std::make_unique<Branch>();
  tree.root.left->leaf = 1 / 3.0F + static_cast<float>(column), tree.root.right->leaf = -1 / 7.0F;
  return tree;
}

std::size_t coded_trees(const CodedForest& forest) {
  std::size_t count = 0;
  for (const CodedForest::Run& run : forest.runs()) count += run.is_coded() ? run.trees : 0;
  return count;
}

/// That the evaluator says what plain walks say. Returns how many trees are coded.
std::size_t expect_plain_walks(const std::vector<PlainTree>& trees, const std::vector<float>& base, const std::vector<float>& values,
                               std::size_t rows) {
  const Forest forest = reference::forest_of(trees, base);
  const CodedForest coded_forest(forest);
  const auto expected = reference::bytes_of(reference::margins_of_rows(trees, base, values, rows));
  for (const int threads : {1, 3}) {
    std::vector<float> result(rows * base.size());
    margins({.threads = threads}, view_of(forest, coded_forest), {values.data(), rows, values.size() / rows, rows},
            {result.data(), result.size()});
    EXPECT_EQ(reference::bytes_of(result), expected) << rows << " rows, " << threads << " threads";
  }
  return coded_trees(coded_forest);
}

std::vector<float> some_values(std::mt19937& random, std::size_t count) {
  std::vector<float> values(count);
  for (float& value : values) value = reference::some_value(random);
  return values;
}

TEST(CodedForest, HasTheTreesThatAreNotDeeperThanEightAndHaveNoCategories) {
  std::mt19937 random(1);
  const auto values = some_values(random, 4 * 300);
  for (const int depth : {0, 1, 2, 3, 6, 8}) {
    const auto trees = reference::some_trees(random, 13, 4, depth, 1, false);
    EXPECT_EQ(expect_plain_walks(trees, {0.5F}, values, 300), 13U) << depth;
  }
  auto trees = reference::some_trees(random, 5, 4, 9, 1, false);
  while (reference::forest_of(trees, {0}).trees[0].depth < 9) trees = reference::some_trees(random, 5, 4, 9, 1, false);
  EXPECT_LT(expect_plain_walks(trees, {0.5F}, values, 300), 5U);
  EXPECT_EQ(expect_plain_walks({}, {0.5F}, values, 300), 0U);
}

TEST(CodedForest, KeepsTheOrderOfTreesWhereSomeAreNotCoded) {
  std::mt19937 random(2);
  std::vector<PlainTree> trees;
  for (const int depth : {6, 6, 6, 6, 6, 10, 6, 1, 1, 14, 14, 8, 6, 6, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 10}) {
    for (PlainTree& tree : reference::some_trees(random, 1, 3, depth, 1, trees.size() % 7 == 6)) trees.push_back(std::move(tree));
    trees.back().output = static_cast<std::int32_t>(trees.size() % 3);
  }
  for (const std::size_t rows : {1, 5, 70, 600, 5000}) {
    const auto values = some_values(random, 3 * rows);
    const std::size_t count = expect_plain_walks(trees, {0.25F, 0, -0.0F}, values, rows);
    EXPECT_GT(count, 10U);
    EXPECT_LT(count, trees.size());
  }
}

TEST(CodedForest, TakesAnyNumberOfRowsAndThoseThatAreMissingAltogether) {
  std::mt19937 random(3);
  const auto one = reference::some_trees(random, 21, 1, 6, 1, false), several = reference::some_trees(random, 21, 300, 8, 2, false);
  for (std::size_t rows = 1; rows <= 70; ++rows) {
    expect_plain_walks(one, {0.1F}, some_values(random, rows), rows);
    expect_plain_walks(several, {0.1F, 2}, some_values(random, 300 * rows), rows);
    expect_plain_walks(several, {0.1F, 2}, std::vector<float>(300 * rows, missing), rows);
  }
}

TEST(CodedForest, TellsAllThresholdsOfAColumnApartHoweverMany) {
  for (const int thresholds : {1, 16, 17, 253, 254, 255, 256, 508, 509, 1000}) {
    std::vector<PlainTree> trees;
    std::vector<float> values = {missing, largest, -largest, tiny, -tiny, 0.0F, -0.0F};
    for (int i = 0; i < thresholds; ++i) {
      const float threshold = i % 7 == 0 ? static_cast<float>(i) * tiny : static_cast<float>(i * i % 1009 - 400) * 0.37F;
      for (const bool left : {true, false}) trees.push_back(stump(1, threshold, left));
      values.insert(values.end(), {threshold, std::nextafter(threshold, infinity), std::nextafter(threshold, -infinity)});
    }
    std::vector<float> both(values.size(), 1.0F);  // a column that no tree splits
    both.insert(both.end(), values.begin(), values.end());
    EXPECT_EQ(expect_plain_walks(trees, {0}, both, values.size()), trees.size()) << thresholds;
    for (std::size_t r = 0; r < values.size(); r += 61) expect_plain_walks(trees, {0}, {1.0F, values[r]}, 1);
  }
}

TEST(CodedForest, TakesThresholdsAtTheEndsAndAroundZero) {
  std::vector<float> values = {missing, largest, -largest, tiny, -tiny, 0.0F, -0.0F, 1, -1};
  std::vector<PlainTree> trees;
  for (const float threshold : {infinity, -infinity, largest, -largest, tiny, -tiny, 0.0F, -0.0F}) {
    for (const bool left : {true, false}) trees.push_back(stump(0, threshold, left));
  }
  EXPECT_EQ(expect_plain_walks(trees, {0}, values, values.size()), trees.size());
  for (int i = 0; i < 30; ++i) trees.push_back(stump(0, static_cast<float>(i) / 8, i % 2 == 0));  // so many that they are looked up
  EXPECT_EQ(expect_plain_walks(trees, {0}, values, values.size()), trees.size());
  for (int i = 0; i < 5; ++i) values.insert(values.end(), values.begin(), values.end());
  EXPECT_EQ(expect_plain_walks(trees, {0}, values, values.size()), trees.size());
}

TEST(CodedForest, LeavesTreesAloneWhoseThresholdsAreNoNumbersOrWhoseColumnsAreTooMany) {
  std::vector<PlainTree> trees;
  for (const bool left : {true, false}) trees.push_back(stump(0, missing, left));
  EXPECT_EQ(coded_trees(CodedForest(reference::forest_of(trees, {0}))), 0U);
  trees.clear();
  constexpr std::size_t most = ValueCodes::most_places / 2;
  for (std::size_t c = 0; c < most; ++c) trees.push_back(stump(c, 0.5F, c % 2 == 0));
  std::vector<float> row(most);
  for (std::size_t c = 0; c < most; ++c) row[c] = static_cast<float>(c % 3);
  EXPECT_EQ(expect_plain_walks(trees, {0}, row, 1), most);
  trees.push_back(stump(most, 0.5F, true));
  row.push_back(0);
  EXPECT_EQ(expect_plain_walks(trees, {0}, row, 1), 0U);
}

}  // namespace
}  // namespace trainyard::kernels::trees
