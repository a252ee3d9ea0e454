#include "kernels/reduce/confusion.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "tests/reference/bits.hpp"
#include "tests/reference/classification.hpp"

namespace trainyard::kernels::reduce {
namespace {

ConfusionMatrix of(const reference::Classified& rows, int threads = 1) {
  return confusion(Exec{.threads = threads}, {rows.actual.data(), rows.actual.size()}, {rows.decided.data(), rows.decided.size()},
                   {rows.weight.data(), rows.weight.size()}, static_cast<std::size_t>(rows.classes));
}

TEST(Confusion, HasActualClassesInRowsAndDecidedOnesInColumns) {
  const ConfusionMatrix matrix = of({.classes = 3, .actual = {0, 1, 2, 2}, .decided = {0, 2, 2, 1}});
  EXPECT_EQ(matrix.rows, (std::vector<std::int64_t>{1, 0, 0, 0, 0, 1, 0, 1, 1}));
  EXPECT_EQ(matrix.weight, (std::vector<double>{1, 0, 0, 0, 0, 1, 0, 1, 1}));
  EXPECT_EQ(matrix.outside, 0);
}

TEST(Confusion, IsThatOfPlainLoopsAtEverySize) {
  for (const bool weighted : {false, true}) {
    for (const int classes : {2, 3, 17}) {
      for (const std::size_t rows : {0u, 1u, 31u, 32u, 33u, 4097u, 100'000u}) {
        const auto some = reference::classified(rows, classes, weighted);
        const auto plain = reference::plain_confusion(some);
        const ConfusionMatrix matrix = of(some);
        for (std::size_t cell = 0; cell < matrix.weight.size(); ++cell) {
          const auto expected = static_cast<double>(plain[cell / matrix.classes][cell % matrix.classes]);
          ASSERT_NEAR(matrix.weight[cell], expected, weighted ? 1e-15 * expected : 0.0) << rows << " rows, cell " << cell;
        }
        ASSERT_EQ(std::accumulate(matrix.rows.begin(), matrix.rows.end(), std::int64_t{0}), static_cast<std::int64_t>(rows));
      }
    }
  }
}

TEST(Confusion, OfWeightsHasTheSameBitsForAnyThreadsAndOrder) {
  const auto rows = reference::classified(200'000, 3, true);
  reference::Classified backwards{.classes = 3};
  for (std::size_t row = rows.actual.size(); row-- > 0;) backwards.append(rows, row);
  const auto expected = reference::bytes_of(of(rows).weight);
  for (const int threads : {2, 7}) EXPECT_EQ(reference::bytes_of(of(rows, threads).weight), expected) << threads << " threads";
  EXPECT_EQ(reference::bytes_of(of(backwards).weight), expected);
}

TEST(Confusion, CountsRowsOfNoClassApart) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const ConfusionMatrix matrix = of({.classes = 2, .actual = {0, nan, -1, 2, 0.5, 1, 1, 1}, .decided = {0, 0, 0, 0, 0, -1, 2, 1}});
  EXPECT_EQ(matrix.rows, (std::vector<std::int64_t>{1, 0, 0, 1}));
  EXPECT_EQ(matrix.outside, 6);
}

TEST(Confusion, RefusesDifferentLengthsAndNegativeWeights) {
  EXPECT_THROW(of({.actual = {0, 1}, .decided = {0}}), std::invalid_argument);
  EXPECT_THROW(of({.actual = {0, 1}, .decided = {0, 1}, .weight = {1.0}}), std::invalid_argument);
  EXPECT_THROW(of({.actual = {0, 1}, .decided = {0, 1}, .weight = {1.0, -1.0}}), std::invalid_argument);
}

}  // namespace
}  // namespace trainyard::kernels::reduce
