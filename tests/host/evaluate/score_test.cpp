#include "host/evaluate/score.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "host/error/error.hpp"

namespace trainyard::evaluate {
namespace {

using models::Target;
using models::Task;

const Target regression;
const Target binary{.task = Task::binary, .classes = 2};
const Target multiclass{.task = Task::multiclass, .classes = 3};

TEST(MetricName, TakesScikitLearnsAndMlflowsNames) {
  EXPECT_EQ(metric_name("rmse"), "rmse");
  EXPECT_EQ(metric_name("root_mean_squared_error"), "rmse");
  EXPECT_EQ(metric_name("r2_score"), "r2");
  EXPECT_EQ(metric_name("average_precision"), "pr_auc");
}

TEST(MetricName, AnUnknownOneIsABadConfigWithTheNearestName) {
  try {
    metric_name("rmsee");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::bad_config);
    EXPECT_NE(std::string(e.what()).find("did you mean 'rmse'"), std::string::npos) << e.what();
  }
}

TEST(MetricName, ErrorsAndLossesShrinkWithQuality) {
  for (const char* score : {"r2", "accuracy", "roc_auc"}) EXPECT_TRUE(greater_is_better(score)) << score;
  for (const char* error : {"rmse", "mae", "mape", "log_loss"}) EXPECT_FALSE(greater_is_better(error)) << error;
}

TEST(DefaultMetrics, FitTheirTaskAndNoOther) {
  for (const Target& target : {regression, binary, multiclass}) {
    for (const std::string& metric : default_metrics(target)) EXPECT_EQ(misfit(metric, target), "") << metric;
  }
  for (const std::string& metric : default_metrics(regression)) EXPECT_NE(misfit(metric, binary), "") << metric;
  for (const std::string& metric : default_metrics(multiclass)) EXPECT_NE(misfit(metric, regression), "") << metric;
}

TEST(DefaultMetrics, AreDecidedByWhatIsLearned) {
  EXPECT_EQ(default_metrics(regression).front(), "rmse");
  EXPECT_EQ(default_metrics(binary).front(), "roc_auc");
  EXPECT_EQ(default_metrics(multiclass).front(), "log_loss");
}

TEST(Misfit, SaysWhatToUseInstead) {
  EXPECT_EQ(misfit("root_mean_squared_error", binary),
            "rmse measures numbers, but the task is binary; use one of log_loss, brier, roc_auc, pr_auc, accuracy, balanced_accuracy, mcc, "
            "precision, recall, f1, precision_macro, recall_macro, f1_macro, precision_weighted, recall_weighted, f1_weighted");
  EXPECT_EQ(misfit("f1", regression),
            "f1 measures classes, but the task is regression; use one of rmse, mae, r2, mape, median_absolute_error, max_error, "
            "pinball_05, pinball_10, pinball_25, pinball_50, pinball_75, pinball_90, pinball_95");
}

TEST(Score, GivesTheMetricsInTheOrderAsked) {
  const std::vector<double> actual = {1, 2, 4};
  const std::vector<float> predicted = {1, 3, 2};
  const std::vector<std::string> metrics = {"mae", "rmse"};
  const auto scores = score({}, metrics, {.actual = actual, .predicted = predicted});
  EXPECT_EQ(scores.begin().key(), "mae");
  EXPECT_DOUBLE_EQ(scores["mae"], 1.0);
  EXPECT_DOUBLE_EQ(scores["rmse"], std::sqrt(5.0 / 3.0));
}

TEST(Score, TakesProbabilitiesDecisionsAndWeights) {
  const std::vector<double> actual = {0, 1, 1, 0}, weight = {1, 2, 3, 4};
  const std::vector<float> predicted = {0.75f, 0.25f, 0.5f, 0.5f, 0.25f, 0.75f, 0.375f, 0.625f};
  const std::vector<std::int32_t> decided = {0, 1, 1, 1};
  const std::vector<std::string> metrics = {"accuracy", "roc_auc", "precision"};
  const auto scores = score({}, metrics, {.actual = actual, .predicted = predicted, .decided = decided, .weight = weight, .classes = 2});
  // by hand: 6 of 10 are right; of 25 weighted pairs the row of 0.5 wins 2 * 1, that of 0.75 wins 3 * 5; 5 of 9 positives are right
  EXPECT_DOUBLE_EQ(scores["accuracy"], 0.6);
  EXPECT_DOUBLE_EQ(scores["roc_auc"], 17.0 / 25.0);
  EXPECT_DOUBLE_EQ(scores["precision"], 5.0 / 9.0);
}

TEST(Score, IsNullWhereAMetricIsNotDefined) {
  const std::vector<std::string> numbers = {"rmse"}, classes = {"roc_auc", "accuracy"};
  EXPECT_TRUE(score({}, numbers, Sample{})["rmse"].is_null());
  const std::vector<double> actual = {0, 0};
  const std::vector<float> predicted = {0.5f, 0.5f, 0.5f, 0.5f};
  const std::vector<std::int32_t> decided = {1, 0};
  const auto one_class = score({}, classes, {.actual = actual, .predicted = predicted, .decided = decided, .classes = 2});
  EXPECT_TRUE(one_class["roc_auc"].is_null());
  EXPECT_EQ(one_class["accuracy"], 0.5);
}

TEST(ScoreFromSquares, IsThatOfTheRows) {
  const std::vector<double> actual{1, 2, 4, 9}, weight{1, 0.5, 2, 0};
  const std::vector<float> predicted{1.5F, 2, 3, 7};
  const std::vector<std::string> metrics{"r2", "rmse"};
  ASSERT_TRUE(follow_from_squares(metrics));
  // Errors 0.25 + 2 * 1 of weights 3.5; the weighted mean is 20 / 7.
  const double spread = 1 * std::pow(1 - 20.0 / 7, 2) + 0.5 * std::pow(2 - 20.0 / 7, 2) + 2 * std::pow(4 - 20.0 / 7, 2);
  const auto found = score(metrics, {.errors = 2.25, .spread = spread, .weight = 3.5});
  const auto expected = score({}, metrics, {.actual = actual, .predicted = predicted, .decided = {}, .weight = weight});
  ASSERT_TRUE(found);
  for (const auto& [metric, value] : expected.items()) EXPECT_NEAR(found->at(metric).get<double>(), value.get<double>(), 1e-15) << metric;
  EXPECT_EQ(found->begin().key(), "r2") << "in the order asked";
}

TEST(ScoreFromSquares, IsOfMetricsThatNeedNothingElse) {
  EXPECT_TRUE(follow_from_squares(std::vector<std::string>{"rmse"}));
  EXPECT_TRUE(follow_from_squares(std::vector<std::string>{"r2_score", "rmse"}));
  for (const char* other : {"mae", "mape", "max_error", "pinball_50", "brier", "log_loss"}) {
    EXPECT_FALSE(follow_from_squares(std::vector<std::string>{"rmse", other})) << other;
  }
}

TEST(ScoreFromSquares, IsNothingWhereOneIsNotFinite) {
  EXPECT_FALSE(score(std::vector<std::string>{"rmse", "r2"}, {.errors = 1, .spread = 0, .weight = 2}));
  EXPECT_FALSE(score(std::vector<std::string>{"rmse"}, {.errors = std::nan(""), .spread = 1, .weight = 2}));
}

}  // namespace
}  // namespace trainyard::evaluate
