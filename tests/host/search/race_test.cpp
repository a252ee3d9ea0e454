// The pruner `race`, on courses made up for the purpose.
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "host/search/pruner.hpp"

namespace trainyard::search {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// A complete trial that is `worse` than the best by about that much on each of four folds, whose levels differ.
Course scored(std::uint64_t number, double worse, double noise = 0.01) {
  const double sign = number % 2 == 0 ? noise : -noise;
  return {.number = number,
          .complete = true,
          .rungs = {{10, 2 + worse}, {27, 1 + worse}},
          .folds = {1 + worse, 5 + worse + sign, 3 + worse - sign, 4 + worse}};
}

std::vector<Course> five() { return {scored(0, 0.3), scored(1, 0.1), scored(2, 0), scored(3, 0.2), scored(4, 0.4)}; }

/// The same with every value turned round.
Course turned(Course course) {
  for (Rung& rung : course.rungs) rung.value = -rung.value;
  for (double& value : course.folds) value = -value;
  return course;
}

/// The verdict, which must be the same when everything is turned round and more is better.
std::optional<std::string> verdict(const Course& trial, std::vector<Course> history) {
  const auto out = race_verdict({.trial = trial, .history = history, .folds = 4});
  for (Course& course : history) course = turned(course);
  const Course opposite = turned(trial);
  EXPECT_EQ(race_verdict({.trial = opposite, .history = history, .folds = 4, .maximise = true}), out);
  return out;
}

Course at_rungs(std::vector<Rung> rungs) { return {.number = 9, .rungs = std::move(rungs)}; }
Course at_folds(std::vector<double> folds) { return {.number = 9, .rungs = {{10, 2}, {27, 1}}, .folds = std::move(folds)}; }

TEST(Race, ARungThatDidNotTellHowTheFoldWouldEndEndsNothing) {
  auto history = five();
  const Course last = at_rungs({{12, 1000}});
  EXPECT_NE(verdict(last, history), std::nullopt);
  std::swap(history[2].rungs[0].value, history[4].rungs[0].value);  // the best and the worst at the end of the fold
  EXPECT_EQ(verdict(last, history), std::nullopt);
  history = five();
  history.pop_back();
  history[0].rungs.clear();
  EXPECT_EQ(verdict(last, history), std::nullopt) << "three pairs of trials say too little";
}

TEST(Race, RungsComeWhenEveryLearningRateHasHadTheSameSay) {
  EXPECT_EQ(race_rungs(0.3, 400), (std::vector<int>{10, 27}));
  EXPECT_EQ(race_rungs(0.1, 400), (std::vector<int>{30, 80}));
  EXPECT_EQ(race_rungs(0.06, 400), (std::vector<int>{50, 134}));
  EXPECT_EQ(race_rungs(1, 400), (std::vector<int>{3, 8}));
}

TEST(Race, RungsComeNoLaterThanAfterAThirdAndTwoThirdsOfTheRounds) {
  EXPECT_EQ(race_rungs(0.1, 90), (std::vector<int>{30, 60}));
  EXPECT_EQ(race_rungs(0.01, 40), (std::vector<int>{14, 27}));
  EXPECT_EQ(race_rungs(0, 400), (std::vector<int>{134, 267}));
  EXPECT_EQ(race_rungs(1e-9, std::numeric_limits<int>::max()), (std::vector<int>{715827883, 1431655765}));
}

TEST(Race, NoRungIsAtOrBeyondTheLastRound) {
  EXPECT_EQ(race_rungs(0.1, 1), std::vector<int>{});
  EXPECT_EQ(race_rungs(0.1, 2), (std::vector<int>{1}));
  EXPECT_EQ(race_rungs(100, 400), (std::vector<int>{1})) << "one round is measured once";
}

TEST(Race, NoTrialIsEndedBeforeACompleteOneIsKnown) {
  std::vector<Course> history;
  history.push_back({.number = 3, .rungs = {{10, 9}}});
  history.push_back({.number = 4, .folds = {9}});
  EXPECT_EQ(verdict(at_rungs({{10, 1000}}), history), std::nullopt);
  EXPECT_EQ(verdict(at_folds({1000, 1000}), history), std::nullopt);
  history.push_back(scored(5, 0.5));
  EXPECT_NE(verdict(at_folds({1000, 1000}), history), std::nullopt);
  EXPECT_EQ(verdict(at_rungs({{10, 1000}}), history), std::nullopt) << "one pair does not tell what a rung is worth";
}

/// Their values at the rungs are 2 and 1 and 0.1 more for each.
std::vector<Course> ranked(std::uint64_t count) {
  std::vector<Course> out;
  for (std::uint64_t n = 0; n < count; ++n) out.push_back(scored(n, 0.1 * static_cast<double>(n)));
  return out;
}

TEST(Race, TheBestQuarterGoesOnAtTheFirstRung) {
  // With its own value six: ceil(6 / 4) go on.
  EXPECT_EQ(verdict(at_rungs({{12, 2.05}}), ranked(5)), std::nullopt);
  EXPECT_EQ(verdict(at_rungs({{12, 2.15}}), ranked(5)), "race: rank 3 of 6 after 12 rounds on the first fold, where the best 2 went on");
}

TEST(Race, TheBestEighthGoesOnAtTheSecondRung) {
  EXPECT_EQ(verdict(at_rungs({{12, 2}, {30, 1.05}}), ranked(8)), std::nullopt);
  EXPECT_EQ(verdict(at_rungs({{12, 2}, {30, 1.15}}), ranked(8)),
            "race: rank 3 of 9 after 30 rounds on the first fold, where the best 2 went on");
  EXPECT_EQ(verdict(at_rungs({{12, 2}, {30, 1.05}}), ranked(7)),
            "race: rank 2 of 8 after 30 rounds on the first fold, where the best 1 went on");
}

TEST(Race, TrialsThatDidNotReachARungAreNotCompetitorsThere) {
  auto history = five();
  for (std::uint64_t n = 5; n < 25; ++n) history.push_back({.number = n, .rungs = {{10, 3}}});
  EXPECT_EQ(verdict(at_rungs({{12, 2.9}}), history), std::nullopt) << "five are better and twenty worse";
  EXPECT_NE(verdict(at_rungs({{12, 2.9}, {30, 1.15}}), history), std::nullopt) << "at the second rung the five are all";
}

TEST(Race, EqualValuesGoOnTogether) {
  std::vector<Course> history;
  for (std::uint64_t n = 0; n < 8; ++n) history.push_back(scored(n, 0));
  EXPECT_EQ(verdict(at_rungs({{10, 2}}), history), std::nullopt);
  EXPECT_EQ(verdict(at_rungs({{10, 2}, {27, 1}}), history), std::nullopt);
  EXPECT_EQ(verdict(at_folds(scored(0, 0).folds), history), std::nullopt);
}

TEST(Race, ATrialThatIsClearlyBehindTheBestOnTheSameFoldsEnds) {
  EXPECT_EQ(verdict(at_folds({1.001}), five()), std::nullopt) << "within the noise";
  const auto reason = verdict(at_folds({1.1, 5.1}), five());
  ASSERT_TRUE(reason);
  EXPECT_TRUE(reason->starts_with("race: behind trial 2 by 0.0")) << *reason;
  EXPECT_TRUE(reason->ends_with(" after 2 of 4 folds")) << *reason;
}

TEST(Race, DifferencesArePairedFoldByFold) {
  // 4.99 is far from the mean of the best trial, 3.25, and better than what that had on the fold.
  EXPECT_EQ(verdict(at_folds({0.99, 4.99}), five()), std::nullopt);
}

TEST(Race, TheLineIsHalfAStandardErrorOfThePooledDifferences) {
  // Against trial 0 the others are behind by 1 ± d on two folds each: their variances are 2d² each, pooled too.
  const double d = 0.25;
  std::vector<Course> history{{.number = 0, .complete = true, .folds = {0, 0}}};
  for (std::uint64_t n = 1; n < 5; ++n) history.push_back({.number = n, .complete = true, .folds = {1 + d, 1 - d}});
  const double line = 0.5 * std::sqrt(2 * d * d);
  const auto after_one = [&](double value) {
    const Course trial{.number = 9, .folds = {value}};
    return race_verdict({.trial = trial, .history = history, .folds = 2});
  };
  EXPECT_EQ(after_one(line * 0.999), std::nullopt);
  EXPECT_EQ(after_one(line * 1.001), "race: behind trial 0 by 0.177 ± 0.35 after 1 of 2 folds");
}

TEST(Race, OfEqualBestTrialsTheFirstIsTheOneToBeat) {
  std::vector<Course> history{scored(0, 0.5), scored(1, 0), scored(3, 0), scored(5, 0)};
  const auto reason = verdict(at_folds({2}), history);
  ASSERT_TRUE(reason);
  EXPECT_TRUE(reason->starts_with("race: behind trial 1 ")) << *reason;
}

TEST(Race, WhatIsNoNumberIsBehindEveryNumber) {
  EXPECT_NE(verdict(at_rungs({{10, nan_value}}), five()), std::nullopt);
  EXPECT_NE(verdict(at_folds({nan_value}), five()), std::nullopt);
  EXPECT_NE(verdict(at_folds({std::numeric_limits<double>::infinity()}), five()), std::nullopt);
  auto history = five();
  for (Course& course : history) course.rungs = {{10, nan_value}, {27, nan_value}};
  EXPECT_EQ(verdict(at_rungs({{10, nan_value}}), history), std::nullopt) << "they are all alike";
  EXPECT_EQ(verdict(at_rungs({{10, 5}}), history), std::nullopt);
  history = five();
  for (Course& course : history) course.folds[1] = nan_value;
  EXPECT_EQ(verdict(at_folds({1000}), history), std::nullopt) << "trials with such a fold are not compared with";
}

TEST(Race, LaterTrialsOfOtherFamiliesHaveNoRungsAndRaceByFolds) {
  auto history = five();
  for (Course& course : history) course.rungs.clear();
  const Course linear{.number = 9, .folds = {1.3}};
  EXPECT_NE(verdict(linear, history), std::nullopt);
  EXPECT_EQ(verdict(at_rungs({{10, 1000}}), history), std::nullopt) << "nobody to compare with on rounds";
  EXPECT_EQ(verdict({.number = 9}, history), std::nullopt) << "nothing is known yet";
}

}  // namespace
}  // namespace trainyard::search
