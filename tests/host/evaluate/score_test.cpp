#include "host/evaluate/score.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "host/error/error.hpp"

namespace trainyard::evaluate {
namespace {

TEST(MetricName, TakesScikitLearnsAndMlflowsNames) {
  EXPECT_EQ(metric_name("rmse"), "rmse");
  EXPECT_EQ(metric_name("root_mean_squared_error"), "rmse");
  EXPECT_EQ(metric_name("r2_score"), "r2");
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

TEST(MetricName, OnlyR2GrowsWithQuality) {
  EXPECT_TRUE(greater_is_better("r2"));
  for (const char* error : {"rmse", "mae", "mape"}) EXPECT_FALSE(greater_is_better(error)) << error;
}

TEST(Score, GivesTheMetricsInTheOrderAsked) {
  const std::vector<double> actual = {1, 2, 4};
  const std::vector<float> predicted = {1, 3, 2};
  const std::vector<std::string> metrics = {"mae", "rmse"};
  const auto scores = score({}, metrics, actual, predicted);
  EXPECT_EQ(scores.begin().key(), "mae");
  EXPECT_DOUBLE_EQ(scores["mae"], 1.0);
  EXPECT_DOUBLE_EQ(scores["rmse"], std::sqrt(5.0 / 3.0));
}

TEST(Score, IsNullWhereAMetricIsNotDefined) {
  const std::vector<std::string> metrics = {"rmse"};
  EXPECT_TRUE(score({}, metrics, {}, {})["rmse"].is_null());
}

}  // namespace
}  // namespace trainyard::evaluate
