#include "kernels/linear/normal_equations.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

#include "tests/reference/linear.hpp"

namespace trainyard::kernels::linear {
namespace {

std::vector<double> rounded(const std::vector<long double>& values) { return {values.begin(), values.end()}; }

/// `tolerance` relative to the largest.
void expect_near(const std::vector<double>& found, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  double largest = 0;
  for (const double value : expected) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], tolerance * largest) << "place " << i;
}

TEST(NormalEquations, SolveWhatEliminationSolves) {
  for (const std::size_t columns : {1, 2, 7, 40}) {
    const auto table = reference::make_table(100, columns);
    const auto exact = reference::plain_gram(table, std::vector<double>(columns), {});
    const auto right = reference::make_numbers(columns, -1000, 1000);
    for (const double alpha : {0.0, 0.5}) {
      auto matrix = exact;
      for (std::size_t c = 0; c < columns; ++c) matrix[c + c * columns] += alpha;
      const NormalEquations equations(rounded(exact), columns, alpha);
      EXPECT_EQ(equations.by_cholesky(), alpha > 0);
      EXPECT_EQ(equations.rank(), columns);
      expect_near(equations.solve(right), rounded(reference::plain_solve(matrix, {right.begin(), right.end()})), 1e-8);
    }
  }
}

// x = (1, 1) / 2 * t is the shortest of all with x0 + x1 = t.
TEST(NormalEquations, GiveTheShortestOfManySolutions) {
  const NormalEquations equations({4, 4, 4, 4}, 2, 0.0);
  EXPECT_EQ(equations.rank(), 1U);
  expect_near(equations.solve(std::vector<double>{12, 12}), {1.5, 1.5}, 1e-14);
}

// The second column is 1000 times the first: x0 + 1000 x1 = 7, and the shortest such x is 7 (1, 1000) / 1000001.
TEST(NormalEquations, MeasureLengthInTheColumnsOwnUnits) {
  const NormalEquations equations({1, 1e3, 1e3, 1e6}, 2, 0.0);
  EXPECT_EQ(equations.rank(), 1U);
  expect_near(equations.solve(std::vector<double>{7, 7000}), {7.0 / 1000001.0, 7000.0 / 1000001.0}, 1e-12);
}

// Two large collinear columns must not swallow a small one that says something of its own.
TEST(NormalEquations, KeepAColumnOfAnotherMagnitude) {
  const double big = 1e16, small = 1e-12;
  const NormalEquations equations({big, big, 0, big, big, 0, 0, 0, small}, 3, 0.0);
  EXPECT_EQ(equations.rank(), 2U);
  expect_near(equations.solve(std::vector<double>{2 * big, 2 * big, 5 * small}), {1.0, 1.0, 5.0}, 1e-12);
}

TEST(NormalEquations, GiveAColumnOfZerosNoPart) {
  const NormalEquations equations({2, 0, 0, 0}, 2, 0.0);
  EXPECT_EQ(equations.rank(), 1U);
  EXPECT_EQ(equations.solve(std::vector<double>{6, 0}), (std::vector<double>{3, 0}));
  EXPECT_EQ(NormalEquations({0, 0, 0, 0}, 2, 0.0).solve(std::vector<double>{0, 0}), (std::vector<double>{0, 0}));
}

TEST(NormalEquations, FallBackToEigenvaluesWhereAlphaIsLostInRounding) {
  const NormalEquations equations({1e10, 1e10, 1e10, 1e10}, 2, 1e-9);
  EXPECT_FALSE(equations.by_cholesky());
  EXPECT_EQ(equations.rank(), 1U);
  expect_near(equations.solve(std::vector<double>{1e10, 1e10}), {0.5, 0.5}, 1e-12);
}

TEST(NormalEquations, OfNoColumnsHaveNoSolution) { EXPECT_TRUE(NormalEquations({}, 0, 1.0).solve({}).empty()); }

TEST(NormalEquations, RefuseSizesThatDoNotFit) {
  EXPECT_THROW(NormalEquations({1, 2, 3}, 2, 1.0), std::invalid_argument);
  EXPECT_THROW((void)NormalEquations({1}, 1, 1.0).solve(std::vector<double>{1, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace trainyard::kernels::linear
