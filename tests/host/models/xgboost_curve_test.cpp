#include <gtest/gtest.h>
#include <vector>

#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using testing::classes_of;
using testing::on_cpu;
using testing::Rows;

struct Drawn {
  int rounds = 0;
  Predictions train, validation;
  bool operator==(const Drawn&) const = default;
};

std::unique_ptr<Model> fit_with_curve(const Rows& data, const Params& params, std::vector<Drawn>* drawn, int threads = 1) {
  FitSettings settings = on_cpu(threads);
  if (drawn != nullptr) {
    settings.curve_rounds = {1, 3, 8};
    settings.on_curve = [drawn](int rounds, const Predictions& train, const Predictions& validation) {
      drawn->push_back({rounds, train, validation});
    };
  }
  const Rows held_out = data.part(300, 100);
  return testing::fit(family("xgboost"), data.part(0, 300), params, settings, &held_out);
}

std::vector<int> rounds_of(const std::vector<Drawn>& drawn) {
  std::vector<int> out;
  for (const Drawn& one : drawn) out.push_back(one.rounds);
  return out;
}

void expect_near(const Predictions& a, const Predictions& b) {
  ASSERT_EQ(a.values.size(), b.values.size());
  for (std::size_t i = 0; i < a.values.size(); ++i) ASSERT_NEAR(a.values[i], b.values[i], 1e-6) << i;
}

TEST(XgboostCurve, TheModelHasTheSameBytesWhetherItIsDrawnOrNot) {
  const std::vector<Params> kinds{{{"n_estimators", 20}, {"subsample", 0.6}, {"colsample_bytree", 0.5}},
                                  {{"n_estimators", 200}, {"subsample", 0.6}, {"early_stopping_rounds", 3}},
                                  {{"n_estimators", 20}, {"booster", "dart"}, {"rate_drop", 0.3}, {"subsample", 0.8}}};
  for (const Rows& data : {testing::rows(400), classes_of(testing::rows(400), 2), classes_of(testing::rows(400), 3)}) {
    for (const Params& params : kinds) {
      std::vector<Drawn> drawn;
      EXPECT_EQ(fit_with_curve(data, params, &drawn)->to_bytes(), fit_with_curve(data, params, nullptr)->to_bytes()) << params;
      EXPECT_GE(drawn.size(), 2U) << params;
    }
  }
}

TEST(XgboostCurve, ShowsWhatTheModelOfSoManyRoundsPredictsOfBothSides) {
  for (const Rows& data : {testing::rows(400), classes_of(testing::rows(400), 2), classes_of(testing::rows(400), 3)}) {
    std::vector<Drawn> drawn;
    (void)fit_with_curve(data, {{"n_estimators", 12}, {"subsample", 0.6}}, &drawn);
    EXPECT_EQ(rounds_of(drawn), (std::vector{1, 3, 8, 12})) << "the last round as well";
    for (const Drawn& one : drawn) {
      const auto model = fit_with_curve(data, {{"n_estimators", one.rounds}, {"subsample", 0.6}}, nullptr);
      expect_near(one.train, model->predict(on_cpu().exec, data.part(0, 300).x));
      expect_near(one.validation, model->predict(on_cpu().exec, data.part(300, 100).x));
    }
  }
}

TEST(XgboostCurve, DoesNotDependOnThreads) {
  std::vector<Drawn> one, three;
  (void)fit_with_curve(testing::rows(400), {{"n_estimators", 20}, {"subsample", 0.6}}, &one, 1);
  (void)fit_with_curve(testing::rows(400), {{"n_estimators", 20}, {"subsample", 0.6}}, &three, 3);
  EXPECT_EQ(one, three);
}

TEST(XgboostCurve, EndsWhereEarlyStoppingEndsTheFit) {
  std::vector<Drawn> drawn;
  const auto model = fit_with_curve(testing::rows(400), {{"n_estimators", 500}, {"early_stopping_rounds", 3}}, &drawn);
  ASSERT_LT(model->rounds(), 400) << "it has to stop early";
  EXPECT_EQ(drawn.back().rounds, model->rounds() + 3) << "the rounds that were no better are shown, too";
}

}  // namespace
}  // namespace trainyard::models
