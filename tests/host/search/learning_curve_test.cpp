#include <gtest/gtest.h>

#include "tests/host/search/small_study.hpp"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

Trial tried(const models::Family& family, const std::shared_ptr<Folds>& folds, const models::Params& params, int threads = 1) {
  StudySettings settings = test::small_study("/nowhere", 1, threads);
  settings.exec.threads = threads;
  settings.curves = true;
  return cross_validate(settings, test::grounds(family, folds), 0, params);
}

TEST(LearningCurve, EndsWithTheScoreOfTheFoldAndShowsBothSidesOfIt) {
  const test::SmallData data;
  const Trial trial = tried(models::family("xgboost"), data.folds(), {{"n_estimators", 20}, {"learning_rate", 0.3}});
  ASSERT_EQ(trial.folds.size(), 3U) << trial.reason;
  for (const auto& fold : trial.folds) {
    const auto& curve = fold.at("curve");
    EXPECT_EQ(curve.at("rounds").dump(), "[1,2,3,4,6,9,13,19,20]");
    EXPECT_EQ(curve.at("validation").back(), fold.at("scores").at("rmse"));
    ASSERT_EQ(curve.at("train").size(), 9U);
    for (std::size_t i = 1; i < 9; ++i)
      EXPECT_LT(curve["train"][i], curve["train"][i - 1]) << "boosting fits the training rows ever better";
  }
}

TEST(LearningCurve, IsTheSameForAnyThreads) {
  const test::SmallData data;
  const auto folds = data.folds();
  const models::Params params{{"n_estimators", 30}, {"early_stopping_rounds", 4}};
  EXPECT_EQ(tried(models::family("xgboost"), folds, params, 1).folds, tried(models::family("xgboost"), folds, params, 4).folds);
}

TEST(LearningCurve, IsNotThereForAModelWithoutRounds) {
  const test::SmallData data;
  const Trial trial = tried(models::linear_family(), data.folds(), models::Params::object());
  ASSERT_EQ(trial.folds.size(), 3U) << trial.reason;
  EXPECT_FALSE(trial.folds.front().contains("curve"));
}

}  // namespace
}  // namespace trainyard::search
