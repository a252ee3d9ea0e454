#include "kernels/reduce/tree_sum.hpp"

#include <gtest/gtest.h>
#include <random>

#include "kernels/reduce/tree.hpp"

namespace trainyard::kernels::reduce {
namespace {

double of_leaves(const std::vector<double>& tiles, std::size_t leaf) {
  TreeSum sum;
  for (std::size_t first = 0; first < tiles.size(); first += leaf) {
    const auto begin = tiles.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = tiles.begin() + static_cast<std::ptrdiff_t>(std::min(first + leaf, tiles.size()));
    sum.add({join_tiles(std::vector<double>(begin, end), 0.0, std::plus<>()), 1.0});
  }
  return sum.finish(2).front();
}

TEST(TreeSum, GivesTheBitsOfTheTreeOverAllTiles) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(0.0, 1e6);
  std::vector<double> tiles;
  for (int count = 1; count <= 300; ++count) {
    tiles.push_back(normal(random));
    const double expected = join_tiles(tiles, 0.0, std::plus<>());
    for (const std::size_t leaf : {1, 2, 16, 64}) ASSERT_EQ(of_leaves(tiles, leaf), expected) << count << " tiles, leaves of " << leaf;
  }
}

TEST(TreeSum, OfNothingIsZeros) { EXPECT_EQ(TreeSum().finish(3), std::vector<double>(3)); }

TEST(TreeSum, AddsEveryPlaceOfTheArrays) {
  TreeSum sum;
  for (double i = 1; i <= 5; ++i) sum.add({i, 10 * i, -i});
  EXPECT_EQ(sum.finish(3), (std::vector<double>{15, 150, -15}));
}

}  // namespace
}  // namespace trainyard::kernels::reduce
