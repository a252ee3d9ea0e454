#include "kernels/trees/margins.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "tests/reference/bits.hpp"
#include "tests/reference/trees.hpp"

namespace trainyard::kernels::trees {
namespace {

struct Shape {
  std::size_t trees, columns;
  int depth, outputs;
  bool categories;
};

constexpr Shape shapes[] = {{0, 1, 1, 1, false}, {1, 1, 0, 1, false},   {1, 3, 1, 1, false},  {7, 2, 6, 1, false},
                            {8, 5, 6, 1, false}, {20, 5, 11, 3, false}, {9, 4, 60, 1, false}, {17, 4, 7, 2, true}};

std::vector<float> margins_of(const Exec& exec, const Forest& forest, const std::vector<float>& values, std::size_t rows) {
  const DeviceForest there(exec, forest);
  const Buffer<float> columns(exec, std::span(values));
  Buffer<float> result(exec, rows * forest.base.size());
  const std::size_t count = rows == 0 ? 0 : values.size() / rows;
  margins(exec, there.view(), {columns.data(), rows, count, rows}, result.view());
  return result.download();
}

TEST(TreeMargins, AreThoseOfAPlainWalkForAnyShapeAndNumberOfRows) {
  std::mt19937 random(3);
  for (const Shape& shape : shapes) {
    const auto trees = reference::some_trees(random, shape.trees, shape.columns, shape.depth, shape.outputs, shape.categories);
    const std::vector<float> base(static_cast<std::size_t>(shape.outputs), 0.3F);
    const Forest forest = reference::forest_of(trees, base);
    for (const std::size_t rows : {0, 1, 7, 8, 9, 255, 256, 300, 5000}) {
      std::vector<float> values(rows * shape.columns);
      for (float& value : values) value = reference::some_value(random);
      const auto expected = reference::margins_of_rows(trees, base, values, rows);
      for (const int threads : {1, 3}) {
        ASSERT_EQ(reference::bytes_of(margins_of({.threads = threads}, forest, values, rows)), reference::bytes_of(expected))
            << shape.trees << " trees " << shape.depth << " deep, " << rows << " rows, " << threads << " threads";
      }
    }
  }
}

TEST(TreeMargins, BeginWithTheBaseOfEachOutput) {
  EXPECT_EQ(margins_of({}, {.base = {1, 2}}, std::vector<float>(3), 3), (std::vector<float>{1, 2, 1, 2, 1, 2}));
}

std::vector<float> linked(Link link, std::size_t outputs, std::vector<float> margins) {
  apply_link({}, link, outputs, {margins.data(), margins.size()});
  return margins;
}

TEST(Links, LeaveMarginsAloneOrMakeThemNumbersAboveZeroOrProbabilities) {
  const std::vector<float> margins = {-1000, -3, -0.5F, 0, 0.25F, 4, 80};
  EXPECT_EQ(linked(Link::identity, 1, margins), margins);
  const auto exponential = linked(Link::exponential, 1, margins), logistic = linked(Link::logistic, 1, margins);
  for (std::size_t i = 0; i < margins.size(); ++i) {
    EXPECT_FLOAT_EQ(exponential[i], std::exp(margins[i]));
    const double expected = 1 / (1 + std::exp(std::min(88.7, -static_cast<double>(margins[i]))));
    EXPECT_NEAR(logistic[i], expected, 1e-5 * expected);
  }
  EXPECT_EQ(linked(Link::logistic, 1, {0})[0], 0.5F);
}

TEST(Links, ShareOutOneAmongTheClassesOfARow) {
  const auto shares = linked(Link::softmax, 3, {1, 1, 1, 1000, 0, -1000, 1, 2, 3});
  EXPECT_FLOAT_EQ(shares[0], 1.0F / 3);
  EXPECT_EQ(shares[3], 1);
  EXPECT_EQ(shares[5], 0);
  const double all = std::exp(1.0) + std::exp(2.0) + std::exp(3.0);
  for (int k = 0; k < 3; ++k) EXPECT_FLOAT_EQ(shares[static_cast<std::size_t>(6 + k)], static_cast<float>(std::exp(1.0 + k) / all));
}

TEST(Links, KeepMissingMarginsMissing) {
  for (const Link link : {Link::logistic, Link::exponential}) EXPECT_TRUE(std::isnan(linked(link, 1, {std::nanf("")})[0]));
}

}  // namespace
}  // namespace trainyard::kernels::trees
