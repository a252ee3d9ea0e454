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
