#include <gtest/gtest.h>

#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using testing::accuracy;
using testing::classes_of;
using testing::error_of;
using testing::fit;
using testing::on_cpu;
using testing::Rows;
using testing::rows;

const Family& classifier() { return family("xgboost"); }

TEST(XgboostClasses, ProbabilitiesAddUpToOneAndFindTheClass) {
  for (const int classes : {2, 3, 5}) {
    const Rows data = classes_of(rows(2000), classes);
    for (const char* name : {"xgboost", "random_forest"}) {
      const auto model = fit(family(name), data, {{"n_estimators", 40}});
      const auto out = model->predict({}, data.x);
      ASSERT_EQ(out.width, static_cast<std::size_t>(classes)) << name;
      ASSERT_EQ(out.values.size(), data.x.rows * out.width);
      for (std::size_t r = 0; r < out.rows; ++r) {
        double sum = 0;
        for (const float p : out.row(r)) {
          EXPECT_GE(p, 0.0F);
          sum += static_cast<double>(p);
        }
        ASSERT_NEAR(sum, 1.0, 1e-6) << name << ", row " << r;
      }
      EXPECT_GT(accuracy(out, data.y), 0.8) << name << " with " << classes << " classes";
    }
  }
}

TEST(XgboostClasses, AreKnownToTheModelsBytes) {
  for (const int classes : {2, 4}) {
    const Rows data = classes_of(rows(500), classes);
    const auto model = fit(classifier(), data, {{"n_estimators", 5}});
    EXPECT_EQ(classifier().from_bytes(model->to_bytes())->predict({}, data.x), model->predict({}, data.x)) << classes;
  }
}

TEST(XgboostClasses, OneWithoutATrainingRowGetsAlmostNoProbability) {
  Rows data = classes_of(rows(600), 3);
  data.target.classes = 4;
  const auto out = fit(classifier(), data, {{"n_estimators", 60}})->predict({}, data.x);
  for (std::size_t r = 0; r < out.rows; ++r) ASSERT_LT(out.row(r)[3], 0.02F);
}

TEST(XgboostClasses, AWeightOfTwoMovesTheModelAsTheRowTwiceDoes) {
  Rows once = classes_of(rows(400), 2), twice = once;
  once.weight.assign(400, 1.0F);
  for (std::size_t r = 0; r < 400; ++r) {
    if (once.y[r] == 1.0F) once.weight[r] = 2.0F;
  }
  twice.x = {400, 1, {}};
  once.x = {400, 1, features::Matrix::Values(once.x.column(2).begin(), once.x.column(2).end())};
  std::vector<std::size_t> order(400);
  std::vector<float> values, labels;
  for (std::size_t r = 0; r < 400; ++r) {
    for (int copy = 0; copy <= static_cast<int>(once.y[r]); ++copy) {
      values.push_back(once.x.values[r]);
      labels.push_back(once.y[r]);
    }
  }
  twice.x = {values.size(), 1, {values.begin(), values.end()}};
  twice.y = labels;
  const Params stump{{"n_estimators", 1}, {"max_depth", 1}, {"max_bin", 1024}};
  const auto weighted = fit(classifier(), once, stump)->predict({}, once.x),
             repeated = fit(classifier(), twice, stump)->predict({}, once.x);
  for (std::size_t r = 0; r < 400; ++r) ASSERT_NEAR(weighted.row(r)[1], repeated.row(r)[1], 0.02F) << r;
  Rows plain = once;
  plain.weight.clear();
  EXPECT_NE(fit(classifier(), plain, stump)->to_bytes(), fit(classifier(), once, stump)->to_bytes());
}

TEST(XgboostClasses, AnObjectiveOfAnotherTaskIsNamedWithTheRightOne) {
  std::string told;
  classifier().check_target({{"objective", "reg:squarederror"}}, {.task = Task::binary, .classes = 2},
                            [&](const std::string& name, const std::string& message) { told = name + " " + message; });
  EXPECT_EQ(told,
            "objective is reg:squarederror, which is for task: regression, while the target's task is binary: use binary:logistic, or "
            "leave it out");
}

TEST(XgboostClasses, NegativeOrAllZeroWeightsAreRefused) {
  Rows data = rows(5);
  data.weight = {1, 1, -1, 1, 1};
  EXPECT_EQ(error_of([&] { fit(family("baseline"), data, {}); }).code(), ExitCode::bad_data);
  data.weight.assign(5, 0.0F);
  EXPECT_EQ(error_of([&] { fit(family("baseline"), data, {}); }).code(), ExitCode::bad_data);
}

TEST(RandomForest, GrowsAllItsTreesInOneRoundAndBeatsTheMean) {
  const Rows data = rows(2000), held_out = rows(500, 2);
  const auto model = fit(family("random_forest"), data, {{"n_estimators", 60}, {"max_depth", 8}});
  EXPECT_EQ(model->effective_params().at("n_estimators"), 60);
  EXPECT_EQ(model->rounds(), 0);
  const auto yardstick = fit(family("baseline"), data, {});
  EXPECT_LT(testing::rmse(model->predict({}, held_out.x).values, held_out.y),
            0.5 * testing::rmse(yardstick->predict({}, held_out.x).values, held_out.y));
}

TEST(RandomForest, TakesScikitLearnsNamesForShares) {
  const auto none = [](const std::string&, const std::string& message) { ADD_FAILURE() << message; };
  EXPECT_EQ(family("random_forest").canonical({{"max_features", 0.5}, {"max_samples", 0.7}}, none),
            (Params{{"colsample_bynode", 0.5}, {"subsample", 0.7}}));
  std::string told;
  (void)family("random_forest").canonical({{"learning_rate", 0.1}}, [&](const std::string&, const std::string& m) { told = m; });
  EXPECT_EQ(told, "cannot be set here: it is for boosting: a random forest grows all its trees at once; use model.type: xgboost");
}

}  // namespace
}  // namespace trainyard::models
