#include <cmath>
#include <gtest/gtest.h>

#include "host/error/error.hpp"
#include "host/search/study.hpp"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

Trial two_folds() {
  return {.number = 3,
          .state = "complete",
          .params = {{"max_depth", 4}},
          .value = 1.5,
          .folds = ordered_json::parse(R"([{"scores":{"rmse":1.0,"r2":0.5},"rounds":10},{"scores":{"rmse":2.0,"r2":0.7},"rounds":13}])")};
}

TEST(Trial, SurvivesItsFile) {
  const Trial trial = two_folds();
  EXPECT_EQ(Trial::from_json(ordered_json::parse(trial.to_json().dump())).to_json(), trial.to_json());
}

TEST(Trial, ScoresAreMeansOverFolds) {
  EXPECT_DOUBLE_EQ(two_folds().mean_scores()["rmse"], 1.5);
  EXPECT_DOUBLE_EQ(two_folds().mean_scores()["r2"], 0.6);
}

TEST(Trial, RoundsAreTheRoundedMeanOfTheFoldsBestRounds) { EXPECT_EQ(two_folds().rounds(), 12); }

TEST(Trial, AFailedOneKeepsItsReasonAndHasNoValue) {
  Trial trial = two_folds();
  trial.state = "failed";
  trial.value = std::nan("");
  trial.reason = "label must be in [0, 1]";
  const auto json = trial.to_json();
  EXPECT_TRUE(json["value"].is_null());
  EXPECT_TRUE(std::isnan(Trial::from_json(json).value));
  EXPECT_EQ(Trial::from_json(json).reason, trial.reason);
}

Trial ended_at_a_rung() {
  return {.number = 4,
          .state = "pruned",
          .params = {{"max_depth", 9}},
          .value = 1.25,
          .folds = ordered_json::array(),
          .reason = "race: rank 9 of 9",
          .rungs = {{10, 2.5}, {27, 1.25}}};
}

TEST(Trial, OneThatEndedAtARungSurvivesItsFile) {
  const Trial read = Trial::from_json(ordered_json::parse(ended_at_a_rung().to_json().dump()));
  EXPECT_EQ(read.to_json(), ended_at_a_rung().to_json());
  EXPECT_EQ(read.to_json()["rungs"].dump(), R"([{"round":10,"value":2.5},{"round":27,"value":1.25}])");
  EXPECT_EQ(read.rounds(), 0);
  EXPECT_TRUE(read.mean_scores().empty());
}

TEST(Trial, ARungWithoutANumberIsNullInTheFile) {
  Trial trial = ended_at_a_rung();
  trial.value = trial.rungs.back().value = std::nan("");
  EXPECT_TRUE(trial.to_json()["rungs"][1]["value"].is_null());
  EXPECT_TRUE(std::isnan(Trial::from_json(trial.to_json()).rungs[1].value));
}

TEST(Trial, ACourseHasTheMetricOfEveryFold) {
  const Course course = two_folds().course("r2");
  EXPECT_EQ(course.number, 3U);
  EXPECT_TRUE(course.complete);
  EXPECT_EQ(course.folds, (std::vector<double>{0.5, 0.7}));
  EXPECT_FALSE(ended_at_a_rung().course("rmse").complete);
  EXPECT_EQ(ended_at_a_rung().course("rmse").rungs.size(), 2U);
}

TEST(Trial, AFailedOneHasNoCourse) {
  Trial trial = two_folds();
  trial.state = "failed";
  trial.rungs = {{10, 1.0}};
  EXPECT_TRUE(trial.course("rmse").folds.empty() && trial.course("rmse").rungs.empty());
}

TEST(Trial, TheFurtherItGotTheMoreItHasSeen) {
  Trial one = ended_at_a_rung(), two = one;
  one.rungs.pop_back();
  EXPECT_LT(one.seen(), two.seen());
  Trial three = two;
  three.folds.push_back(two_folds().folds[0]);
  EXPECT_LT(two.seen(), three.seen());
  EXPECT_LT(three.seen(), two_folds().seen());
}

TEST(Trial, AnythingElseIsRefusedAsBadData) {
  for (const char* text : {"{}", R"({"number":"x"})", "[]", "3"}) {
    try {
      Trial::from_json(ordered_json::parse(text));
      FAIL() << text << " was taken for a trial";
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ExitCode::bad_data);
    }
  }
}

}  // namespace
}  // namespace trainyard::search
