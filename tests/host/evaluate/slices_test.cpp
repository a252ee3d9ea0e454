#include "host/evaluate/slices.hpp"

#include <gtest/gtest.h>

#include "host/evaluate/loss.hpp"

namespace trainyard::evaluate {
namespace {

const std::vector<std::string> measured{"mae", "rmse"};

/// 100 rows, of which those of group "bad" are off by 10 and the others by 1 or 2.
struct TwoGroups {
  TwoGroups() {
    for (int i = 0; i < 100; ++i) {
      const bool bad = i % 2 == 1;
      actual.push_back(i);
      predicted.push_back(static_cast<float>(i + (bad ? 10 : 1 + i / 2 % 2)));
      halves.group.push_back(bad ? 1 : 0);
      quarters.group.push_back(i % 4);
    }
  }
  [[nodiscard]] Sample sample() const { return {.actual = actual, .predicted = predicted, .weight = weight}; }

  std::vector<double> actual, weight;
  std::vector<float> predicted;
  Grouping halves{.column = "half", .labels = {"good", "bad"}, .group = {}};
  Grouping quarters{.column = "quarter", .labels = {"a", "b", "c", "d"}, .group = {}};
};

TEST(Slices, AreMeasuredAsTheirRowsAlone) {
  const TwoGroups rows;
  const auto found = slice_scores({}, measured, rows.sample(), rows.halves);
  EXPECT_EQ(found["column"], "half");
  EXPECT_EQ(found["groups"][0]["rows"], 50);
  EXPECT_DOUBLE_EQ(found["groups"][0]["metrics"]["mae"].get<double>(), 1.5);
  EXPECT_DOUBLE_EQ(found["groups"][1]["metrics"]["mae"].get<double>(), 10.0);
}

TEST(Slices, CountRowsByTheirWeights) {
  TwoGroups rows;
  for (int i = 0; i < 100; ++i) rows.weight.push_back(i / 2 % 2 == 0 ? 3 : 1);
  const auto found = slice_scores({}, measured, rows.sample(), rows.halves);
  EXPECT_DOUBLE_EQ(found["groups"][0]["metrics"]["mae"].get<double>(), 1.25);
}

TEST(WorstSlices, FindTheWorstGroupWithoutBeingAskedAndCountTheirLooks) {
  const TwoGroups rows;
  const std::vector<Grouping> groupings{rows.quarters, rows.halves};
  const auto found = worst_slices({}, measured, rows.sample(), groupings, {.metric = "mae", .min_rows = 20});
  ASSERT_EQ(found.size(), 3U) << "the good ones are not listed: " << found;
  EXPECT_EQ(found[0]["value"], "b");
  EXPECT_EQ(found[2]["column"], "half");
  EXPECT_EQ(found[2]["looks"], 6);
  EXPECT_DOUBLE_EQ(found[2]["loss"]["mean"].get<double>(), 10.0);
  EXPECT_DOUBLE_EQ(found[2]["loss"]["rest"].get<double>(), 1.5);
  EXPECT_LT(found[2]["p_value"].get<double>(), 1e-6);
}

TEST(WorstSlices, AreNoneWhoseRowsAreBetterThanTheRest) {
  // In group "alike" every row is off by 1 and the targets are nearly the same: a bad r2 of a small loss.
  std::vector<double> actual;
  std::vector<float> predicted;
  Grouping grouping{.column = "g", .labels = {"alike", "other"}, .group = {}};
  for (int i = 0; i < 200; ++i) {
    const bool alike = i % 2 == 0;
    actual.push_back(alike ? i % 4 : 10 * i);
    predicted.push_back(static_cast<float>(actual.back() + (alike ? 1 : 20 + i % 3)));
    grouping.group.push_back(alike ? 0 : 1);
  }
  const std::vector<std::string> r2{"r2"};
  const Sample sample{.actual = actual, .predicted = predicted};
  EXPECT_LT(slice_scores({}, r2, sample, grouping)["groups"][0]["metrics"]["r2"].get<double>(), 0.5);
  const auto found = worst_slices({}, r2, sample, std::span(&grouping, 1), {.metric = "r2"});
  ASSERT_EQ(found.size(), 1U) << found;
  EXPECT_EQ(found[0]["value"], "other") << "whose rows lose more";
}

TEST(WorstSlices, TestOneSide) {
  // Losses 0 and 2 by turns, and 1 and 3: means 1 and 2, variances 1, so z = 1 / sqrt(1 / 50 + 1 / 50) = 5.
  std::vector<double> actual(100, 0.0);
  std::vector<float> predicted;
  Grouping grouping{.column = "g", .labels = {"good", "bad"}, .group = {}};
  for (int i = 0; i < 100; ++i) {
    predicted.push_back(static_cast<float>(2 * (i / 2 % 2) + i % 2));
    grouping.group.push_back(i % 2);
  }
  const auto found = worst_slices({}, measured, {.actual = actual, .predicted = predicted}, std::span(&grouping, 1), {.metric = "mae"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0]["p_value"].get<double>() / (2 * 2.866515719e-7), 1.0, 1e-6) << "scipy.stats.norm.sf(5), for two looks";
}

TEST(WorstSlices, NeedEnoughRows) {
  const TwoGroups rows;
  EXPECT_TRUE(worst_slices({}, measured, rows.sample(), std::span(&rows.quarters, 1), {.metric = "mae", .min_rows = 26}).empty());
}

TEST(WorstSlices, OfNoiseAreNoFindings) {
  std::vector<double> actual(4000, 0.0);
  std::vector<float> predicted;
  std::vector<Grouping> groupings;
  std::uint64_t state = 7;
  const auto draw = [&] { return static_cast<double>((state = state * 6364136223846793005U + 1442695040888963407U) >> 40) / (1U << 24); };
  for (std::size_t i = 0; i < actual.size(); ++i) predicted.push_back(static_cast<float>(draw()));
  for (int g = 0; g < 40; ++g) {
    Grouping grouping{.column = "g" + std::to_string(g), .labels = {"x", "y"}, .group = {}};
    for (std::size_t i = 0; i < actual.size(); ++i) grouping.group.push_back(draw() < 0.3 ? 0 : 1);
    groupings.push_back(std::move(grouping));
  }
  const auto found = worst_slices({}, measured, {.actual = actual, .predicted = predicted}, groupings, {.metric = "mae"});
  ASSERT_FALSE(found.empty());
  for (const auto& slice : found) EXPECT_GT(slice["p_value"].get<double>(), 0.05) << slice;
}

TEST(RowLosses, AreErrorsOfNumbersAndLogLossesOfClasses) {
  const std::vector<double> actual{1, 0};
  const std::vector<float> numbers{3.0F, -0.5F}, probabilities{0.25F, 0.75F, 0.0F, 1.0F};
  EXPECT_EQ(row_losses({.actual = actual, .predicted = numbers}), (std::vector<double>{2.0, 0.5}));
  const auto losses = row_losses({.actual = actual, .predicted = probabilities, .classes = 2});
  EXPECT_NEAR(losses[0], 0.28768207, 1e-7);
  EXPECT_NEAR(losses[1], 15.942385, 1e-5) << "a probability of 0 is float's epsilon";
}

}  // namespace
}  // namespace trainyard::evaluate
