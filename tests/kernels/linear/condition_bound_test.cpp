#include "kernels/linear/condition_bound.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "kernels/linear/normal_equations.hpp"
#include "tests/reference/linear.hpp"

namespace trainyard::kernels::linear {
namespace {

constexpr std::size_t columns = 6;

/// Six columns: as they are, of very different units, nearly collinear, collinear, with one of zeros, and more of them than rows.
std::vector<std::vector<double>> grams() {
  std::vector<std::vector<double>> out;
  for (const int kind : {0, 1, 2, 3, 4, 5}) {
    auto table = reference::make_table(kind == 5 ? 3 : 200, columns, 7);
    for (std::size_t r = 0; r < table.rows; ++r) {
      float* const row = table.values.data() + r;
      if (kind == 1) row[table.rows] *= 1e8F;
      if (kind == 2) row[0] = row[table.rows] * (1 + 1e-3F * row[0]);
      if (kind == 3) row[0] = 2 * row[table.rows];
      if (kind == 4) row[0] = 0;
    }
    const auto exact = reference::plain_gram(table, std::vector<double>(columns), {});
    out.emplace_back(exact.begin(), exact.end());
  }
  return out;
}

std::vector<double> part(const std::vector<double>& gram, const std::vector<std::size_t>& chosen, double alpha) {
  std::vector<double> out;
  for (const std::size_t j : chosen) {
    for (const std::size_t i : chosen) out.push_back(gram[i + j * columns] + (i == j ? alpha : 0.0));
  }
  return out;
}

/// By its eigenvalues.
double reciprocal_condition_of(std::vector<double> matrix) {
  const auto n = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(matrix.size()))));
  return NormalEquations(std::move(matrix), n, 0.0).reciprocal_condition();
}

const std::vector<double> alphas{1e-9, 1e-3, 1.0, 1e3, 1e6, 1e17};

// dpocon's estimate may be too high, by a small factor.
TEST(ConditionBound, IsBelowTheConditionOfAnyPartWithAnyPenalty) {
  for (const auto& gram : grams()) {
    const ConditionBound bound(gram, columns);
    for (const double alpha : alphas) {
      for (const std::vector<std::size_t>& chosen : {std::vector<std::size_t>{0, 1, 2, 3, 4, 5}, {0, 1}, {1, 4, 5}, {3}}) {
        const double found = reciprocal_condition_of(part(gram, chosen, alpha));
        if (found < 1e-12) continue;
        EXPECT_LE(bound(alpha), 3 * found) << "alpha " << alpha << ", " << chosen.size() << " columns";
      }
    }
  }
}

TEST(ConditionBound, SaysSomethingOfColumnsOfLikeUnits) {
  const auto gram = grams()[0];
  const ConditionBound bound(gram, columns);
  for (const double alpha : alphas) {
    EXPECT_GT(bound(alpha), reciprocal_condition_of(part(gram, {0, 1, 2, 3, 4, 5}, alpha)) / (columns * columns)) << alpha;
  }
  EXPECT_GT(bound(1e17), 0.99);
}

TEST(ConditionBound, IsNothingWithoutAPenaltyWhereColumnsAreCollinear) {
  EXPECT_LT(ConditionBound(grams()[3], columns)(0.0), 1e-12);
  EXPECT_LT(ConditionBound(grams()[5], columns)(0.0), 1e-12);
  EXPECT_EQ(ConditionBound({}, 0)(0.0), 0.0);
}

TEST(ConditionBound, SparesTheEstimateAndChangesNoSolution) {
  const auto right = reference::make_numbers(columns, -1000, 1000);
  for (const auto& gram : grams()) {
    const ConditionBound bound(gram, columns);
    for (const double alpha : alphas) {
      const NormalEquations estimated(gram, columns, alpha), known(gram, columns, alpha, bound(alpha));
      EXPECT_EQ(known.solve(right), estimated.solve(right)) << alpha;
      EXPECT_EQ(known.by_cholesky(), estimated.by_cholesky()) << alpha;
      EXPECT_EQ(known.rank(), estimated.rank()) << alpha;
      if (bound(alpha) > well_conditioned) {
        EXPECT_EQ(known.reciprocal_condition(), bound(alpha)) << alpha;
      } else {
        EXPECT_EQ(known.reciprocal_condition(), estimated.reciprocal_condition()) << alpha;
      }
    }
  }
}

}  // namespace
}  // namespace trainyard::kernels::linear
