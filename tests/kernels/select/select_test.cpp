// What all ways to score have in common, and the values of those that look at one feature at a time.
#include "kernels/select/select.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "tests/kernels/select/scored.hpp"
#include "tests/reference/bits.hpp"

namespace trainyard::kernels::select {
namespace {

using test::expect_scores;
using test::large;
using test::nan;
using test::none;
using test::small;
using test::Table;

TEST(Select, ListsEachSelectorOnceByName) {
  std::vector<std::string> names;
  for (const auto& selector : selectors()) {
    names.emplace_back(selector.name);
    EXPECT_EQ(find_selector(selector.name), &selector);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"variance", "correlation", "missing", "mutual_info", "chi2", "anova_f", "importance"}));
  EXPECT_EQ(find_selector("f_classif"), nullptr);
}

// Expected values of the next three tests: scikit-learn 1.9.1, for a feature with missing values on the rows that have one.
TEST(Select, VarianceIsThatOfScikitLearn) { expect_scores(small(true).scores("variance"), {5.25, 8.25, 8.916666666666666, 0.0, 0.25}); }

TEST(Select, AnovaIsThatOfScikitLearn) {
  expect_scores(small(true).scores("anova_f"), {5.090361445783127, 0.3050292190543651, 0.24456521739130435, nan, 5.0});
  expect_scores(small(false).scores("anova_f"), {1.4308709053379856, 1.0498930985663875, 14.483199242782772, nan, 1.696597543789007});
}

TEST(Select, Chi2IsThatOfScikitLearn) {
  Table table = small(true);
  table.columns.erase(table.columns.begin() + 1);
  expect_scores(table.scores("chi2"), {8.047619047619047, 2.1428571428571432, 0.0, 2.6666666666666665});
}

TEST(Select, MissingIsTheFractionOfRows) {
  Table table = small(false);
  table.columns.emplace_back(8, none);
  expect_scores(table.scores("missing"), {0.0, 0.0, 0.25, 0.0, 0.0, 1.0}, 0.0);
}

TEST(Select, AConstantAndAnEmptyFeatureHaveNoScoreOrTheLowest) {
  for (const int classes : {0, 2}) {
    const Table table = large(100, 0, classes);
    expect_scores(table.scores("variance"), {0.0, nan}, 0.0);
    expect_scores(table.scores("correlation"), {0.0, 0.0}, 0.0);
    expect_scores(table.scores("mutual_info"), {0.0, 0.0}, 0.0);
    expect_scores(table.scores("anova_f"), {nan, nan});
  }
  const Score empty = large(100, 0, 2).scores("chi2")[1];
  EXPECT_NE(empty.value, empty.value);
}

TEST(Select, OneRowHasNoScoreToRankBy) {
  for (const int classes : {0, 2}) {
    Table table;
    table.columns = {{3}, {none}};
    table.y = {1};
    table.classes = classes;
    expect_scores(table.scores("variance"), {0.0, nan}, 0.0);
    expect_scores(table.scores("correlation"), {0.0, 0.0}, 0.0);
    expect_scores(table.scores("missing"), {0.0, 1.0}, 0.0);
    expect_scores(table.scores("mutual_info"), {0.0, 0.0}, 0.0);
    expect_scores(table.scores("anova_f"), {nan, nan});
  }
}

TEST(Select, NoRowsGiveOneScorePerColumn) {
  for (const int classes : {0, 2}) {
    Table table;
    table.columns.resize(2);
    table.classes = classes;
    for (const auto& selector : selectors()) {
      if (selector.scores == nullptr || (selector.classification_only && classes == 0)) continue;
      EXPECT_EQ(table.scores(std::string(selector.name)).size(), 2U) << selector.name;
    }
  }
}

// The mean is 1e6 deviations away from 0, where sums of squares lose all digits.
TEST(Select, AFeatureFarFromZeroKeepsItsScores) {
  Table near, far;
  near.classes = far.classes = 2;
  near.columns.resize(1);
  far.columns.resize(1);
  for (std::size_t row = 0; row < 10'000; ++row) {
    const double y = static_cast<double>(row % 2);
    const auto x = static_cast<float>(row * 7 % 16) + static_cast<float>(y);
    near.columns[0].push_back(x);
    far.columns[0].push_back(8'388'608.0F + x);
    near.y.push_back(y);
    far.y.push_back(y);
  }
  for (const char* name : {"variance", "anova_f", "mutual_info"}) expect_scores(far.scores(name), {near.scores(name)[0].value});
  near.classes = far.classes = 0;
  expect_scores(far.scores("anova_f"), {near.scores("anova_f")[0].value});
}

TEST(Select, ClassesWithoutRowsChangeNothing) {
  Table table = small(true);
  table.columns.erase(table.columns.begin() + 1);
  for (const char* name : {"anova_f", "chi2", "mutual_info"}) {
    Table wider = table;
    wider.classes = 7;
    std::vector<double> expected;
    for (const Score& score : table.scores(name)) expected.push_back(score.value);
    expect_scores(wider.scores(name), expected, 0.0);
  }
}

TEST(Select, GivesTheSameBitsForAnyThreadCount) {
  for (const int classes : {0, 3}) {
    const Table table = large(100'003, 7, classes);
    for (const auto& selector : selectors()) {
      if (selector.scores == nullptr || selector.classification_only) continue;
      const auto alone = table.scores(std::string(selector.name), 1, 0.1), together = table.scores(std::string(selector.name), 4, 0.1);
      for (std::size_t c = 0; c < alone.size(); ++c) {
        EXPECT_TRUE(reference::same_bits(alone[c].value, together[c].value)) << selector.name << ", column " << c;
      }
    }
  }
}

TEST(Select, ScoresOnlyTheColumnsAskedFor) {
  const Table table = small(true);
  std::vector<float> all;
  for (const auto& column : table.columns) all.insert(all.end(), column.begin(), column.end());
  const Sample sample({}, {all.data(), 8, 5, 8}, table.y, 3);
  const std::vector<std::uint32_t> columns = {1, 4};
  expect_scores(variance.scores(sample, columns, 0.0), {8.25, 0.25});
}

TEST(Select, RefusesTargetsThatDoNotFit) {
  Table table = small(true);
  table.y[3] = 3;
  EXPECT_THROW((void)table.scores("anova_f"), std::invalid_argument);
  table.y[3] = 0.5;
  EXPECT_THROW((void)table.scores("anova_f"), std::invalid_argument);
  table = small(false);
  table.y[0] = nan;
  EXPECT_THROW((void)table.scores("anova_f"), std::invalid_argument);
}

}  // namespace
}  // namespace trainyard::kernels::select
