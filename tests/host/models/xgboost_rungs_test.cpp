#include <gtest/gtest.h>
#include <vector>

#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using testing::classes_of;
using testing::on_cpu;
using testing::Rows;

struct Told {
  int rounds = 0;
  Predictions validation;
};

/// Fits with rungs that all let it go on; fills what they were told.
std::unique_ptr<Model> fit_with_rungs(const Rows& data, const Params& params, std::vector<int> rungs, std::vector<Told>& told,
                                      int last = 1000, int threads = 1) {
  FitSettings settings = on_cpu(threads);
  settings.rungs = std::move(rungs);
  settings.on_rung = [&](int rounds, const Predictions& validation) {
    told.push_back({rounds, validation});
    return rounds < last;
  };
  const Rows held_out = data.part(300, 100);
  return testing::fit(family("xgboost"), data.part(0, 300), params, settings, &held_out);
}

std::unique_ptr<Model> fit_without(const Rows& data, const Params& params) {
  const Rows held_out = data.part(300, 100);
  return testing::fit(family("xgboost"), data.part(0, 300), params, on_cpu(), &held_out);
}

void expect_close(const Predictions& a, const Predictions& b) {
  ASSERT_EQ(a.values.size(), b.values.size());
  for (std::size_t i = 0; i < a.values.size(); ++i) ASSERT_NEAR(a.values[i], b.values[i], 1e-6) << i;
}

const std::vector<Params>& kinds_with_rungs() {
  static const std::vector<Params> all{
      {{"n_estimators", 40}, {"subsample", 0.6}, {"colsample_bytree", 0.5}},
      {{"n_estimators", 40}, {"subsample", 0.6}, {"early_stopping_rounds", 3}},
      {{"n_estimators", 20}, {"booster", "dart"}, {"rate_drop", 0.3}, {"subsample", 0.8}},
  };
  return all;
}

TEST(XgboostRungs, TheModelHasTheSameBytesWhetherItIsMeasuredOrNot) {
  for (const Rows& data : {testing::rows(400), classes_of(testing::rows(400), 2), classes_of(testing::rows(400), 3)}) {
    for (const Params& params : kinds_with_rungs()) {
      std::vector<Told> told;
      EXPECT_EQ(fit_with_rungs(data, params, {2, 5}, told)->to_bytes(), fit_without(data, params)->to_bytes()) << params;
      EXPECT_EQ(told.size(), 2U) << params;
    }
  }
}

TEST(XgboostRungs, TellWhatTheModelOfSoManyRoundsPredicts) {
  for (const Rows& data : {testing::rows(400), classes_of(testing::rows(400), 2), classes_of(testing::rows(400), 3)}) {
    std::vector<Told> told;
    (void)fit_with_rungs(data, {{"n_estimators", 40}, {"subsample", 0.6}}, {3, 17}, told);
    ASSERT_EQ(told.size(), 2U);
    for (const Told& one : told) {
      const Params params{{"n_estimators", one.rounds}, {"subsample", 0.6}};
      expect_close(one.validation, fit_without(data, params)->predict(on_cpu().exec, data.part(300, 100).x));
    }
    EXPECT_EQ(told[0].rounds, 3);
    EXPECT_EQ(told[1].rounds, 17);
  }
}

TEST(XgboostRungs, DoNotDependOnThreads) {
  std::vector<Told> one, three;
  (void)fit_with_rungs(testing::rows(400), kinds_with_rungs()[0], {4, 20}, one, 1000, 1);
  (void)fit_with_rungs(testing::rows(400), kinds_with_rungs()[0], {4, 20}, three, 1000, 3);
  ASSERT_EQ(one.size(), three.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].validation, three[i].validation);
}

TEST(XgboostRungs, ANoEndsTheFitWithTheModelSoFar) {
  std::vector<Told> told;
  const auto model = fit_with_rungs(testing::rows(400), kinds_with_rungs()[0], {5, 10, 20}, told, 10);
  EXPECT_EQ(told.size(), 2U);
  EXPECT_EQ(model->rounds(), 10);
  Params ten = kinds_with_rungs()[0];
  ten["n_estimators"] = 10;
  EXPECT_EQ(model->to_bytes(), fit_without(testing::rows(400), ten)->to_bytes());
}

TEST(XgboostRungs, OnesThatAreNotReachedAreNotTold) {
  std::vector<Told> told;
  (void)fit_with_rungs(testing::rows(400), {{"n_estimators", 10}}, {10, 11, 400}, told);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].rounds, 10);
}

TEST(XgboostRungs, AForestHasNone) {
  FitSettings settings = on_cpu();
  settings.rungs = {1};
  settings.on_rung = [](int, const Predictions&) { return false; };
  const Rows data = testing::rows(200);
  Params params{{"n_estimators", 10}};
  EXPECT_EQ(testing::fit(family("random_forest"), data, params, settings, &data)->to_bytes(),
            testing::fit(family("random_forest"), data, params)->to_bytes());
}

}  // namespace
}  // namespace trainyard::models
