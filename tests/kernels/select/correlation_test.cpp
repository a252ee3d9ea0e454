#include <algorithm>
#include <cmath>

#include "tests/kernels/select/scored.hpp"
#include "tests/reference/bits.hpp"

namespace trainyard::kernels::select {
namespace {

using test::expect_scores;
using test::large;
using test::none;
using test::small;
using test::Table;

double plain_correlation(const std::vector<float>& x, const std::vector<float>& y) {
  long double n = 0, mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
  const auto present = [&](std::size_t row) { return x[row] == x[row] && y[row] == y[row]; };
  for (std::size_t row = 0; row < x.size(); ++row) {
    if (!present(row)) continue;
    n += 1;
    mx += x[row];
    my += y[row];
  }
  for (std::size_t row = 0; row < x.size(); ++row) {
    if (!present(row)) continue;
    const long double a = x[row] - mx / n, b = y[row] - my / n;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  if (n < 2 || xx < 1e-12L || yy < 1e-12L) return 0.0;
  return static_cast<double>(std::fabs(xy / std::sqrt(xx * yy)));
}

// Expected values: pandas 3.1.1, DataFrame.corr().
TEST(Correlation, IsThatOfPandasOverTheRowsWithBothValues) {
  const auto scores = small(true).scores("correlation");
  expect_scores(scores, {0.0, 0.1566957926320022, 0.478992797842126, 0.0, 0.7637626158259734});
  std::vector<std::int64_t> partners;
  partners.reserve(scores.size());
  for (const Score& score : scores) partners.push_back(score.partner);
  EXPECT_EQ(partners, (std::vector<std::int64_t>{-1, 0, 1, -1, 0}));
}

TEST(Correlation, IsThatOfThePlainSumForAnyNumberOfRowsAndColumns) {
  for (const std::size_t rows : {1U, 2U, 3U, 31U, 33U, 4095U, 4097U, 9000U}) {
    const Table table = large(rows, 40, 3);
    const auto scores = table.scores("correlation");
    for (std::size_t c = 0; c < scores.size(); ++c) {
      double most = 0;
      for (std::size_t other = 0; other < c; ++other) most = std::max(most, plain_correlation(table.columns[other], table.columns[c]));
      EXPECT_NEAR(scores[c].value, most, 1e-9) << rows << " rows, column " << c;
    }
  }
}

TEST(Correlation, OfTwoAlikeTheLaterGoesWhateverTheSign) {
  Table table;
  for (int row = 0; row < 100; ++row) table.y.push_back(row % 7);
  std::vector<float> x, minus, other;
  for (int row = 0; row < 100; ++row) {
    x.push_back(static_cast<float>(row * row % 31));
    minus.push_back(5.0F - 2.0F * x.back());
    other.push_back(static_cast<float>(row * 13 % 17));
  }
  table.columns = {other, x, minus, x};
  const auto scores = table.scores("correlation", 1, 0.95);
  EXPECT_LT(scores[1].value, 0.95);
  EXPECT_NEAR(scores[2].value, 1.0, 1e-15);
  EXPECT_NEAR(scores[3].value, 1.0, 1e-15);
  EXPECT_EQ(scores[2].partner, 1);
  EXPECT_EQ(scores[3].partner, 1);
}

// The second is like the first and the third like the second, but the third is not like the first. With the second gone it stays.
TEST(Correlation, AFeatureThatGoesTakesNoOtherWithIt) {
  Table table = large(2000, 2, 0);
  auto& c = table.columns;
  std::vector<float> both;
  for (std::size_t row = 0; row < 2000; ++row) both.push_back(c[0][row] + c[1][row]);
  c = {c[0], both, c[1]};
  const auto scores = table.scores("correlation", 1, 0.5);
  EXPECT_GT(plain_correlation(c[1], c[2]), 0.5);
  EXPECT_GT(scores[1].value, 0.5);
  EXPECT_LT(scores[2].value, 0.1);
  EXPECT_EQ(scores[2].partner, 0);
}

// Where both have a value one of them does not vary, far from its mean.
TEST(Correlation, APairThatDoesNotVaryTogetherHasNone) {
  Table table;
  table.columns.resize(2);
  for (int row = 0; row < 1000; ++row) {
    table.y.push_back(0.5 * row);
    table.columns[0].push_back(row < 500 ? 0.1F : static_cast<float>(row) * 1000.0F);
    table.columns[1].push_back(row < 500 ? static_cast<float>(row) : none);
  }
  expect_scores(table.scores("correlation"), {0.0, 0.0}, 0.0);
}

TEST(Correlation, CopesWithFiveHundredFeaturesInBlocks) {
  Table table = large(300, 250, 0);
  table.columns.resize(250);
  for (std::size_t c = 0; c < 250; ++c) table.columns.push_back(table.columns[249 - c]);
  const auto scores = table.scores("correlation", 2, 0.9);
  for (std::size_t c = 0; c < 250; ++c) {
    EXPECT_LE(scores[c].value, 0.9) << c;
    EXPECT_GT(scores[250 + c].value, 0.999) << c;
    EXPECT_EQ(scores[250 + c].partner, static_cast<std::int64_t>(249 - c));
  }
}

}  // namespace
}  // namespace trainyard::kernels::select
