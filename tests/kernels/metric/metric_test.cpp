#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>

#include "kernels/metric/list.hpp"
#include "tests/reference/bits.hpp"
#include "tests/reference/columns.hpp"

namespace trainyard::kernels::metric {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double value(const std::string& name, const std::vector<double>& actual, const std::vector<float>& predicted,
             const std::vector<double>& weight = {}) {
  return find_metric(name)->value(Exec{}, {.actual = actual, .predicted = predicted, .weight = weight});
}

std::vector<Metric> metrics_of_numbers() {
  std::vector<Metric> some;
  std::ranges::copy_if(metrics(), std::back_inserter(some), [](const Metric& metric) { return metric.kind == Kind::values; });
  return some;
}

TEST(Metrics, HaveDifferentNamesAndAliases) {
  std::set<std::string_view> seen;
  for (const Metric& metric : metrics()) {
    EXPECT_TRUE(seen.insert(metric.name).second) << metric.name;
    for (const auto alias : metric.aliases) EXPECT_TRUE(seen.insert(alias).second) << alias;
    EXPECT_FALSE(metric.doc.empty()) << metric.name;
  }
}

TEST(Metrics, AreFoundByScikitLearnsNames) {
  EXPECT_EQ(find_metric("root_mean_squared_error"), find_metric("rmse"));
  EXPECT_EQ(find_metric("mean_absolute_error"), find_metric("mae"));
  EXPECT_EQ(find_metric("r2_score"), find_metric("r2"));
  EXPECT_EQ(find_metric("mean_absolute_percentage_error"), find_metric("mape"));
  EXPECT_EQ(find_metric("accuracy_score"), find_metric("accuracy"));
  EXPECT_EQ(find_metric("f1_score"), find_metric("f1"));
  EXPECT_EQ(find_metric("roc_auc_score"), find_metric("roc_auc"));
  EXPECT_EQ(find_metric("average_precision"), find_metric("pr_auc"));
  EXPECT_EQ(find_metric("logloss"), find_metric("log_loss"));
  EXPECT_EQ(find_metric("rsme"), nullptr);
}

TEST(Metrics, KnowWhichWayIsBetter) {
  const std::set<std::string_view> errors = {"rmse", "mae", "mape", "log_loss", "brier", "max_error", "median_absolute_error"};
  for (const Metric& metric : metrics()) {
    const bool error = errors.contains(metric.name) || metric.name.starts_with("pinball_");
    EXPECT_EQ(metric.greater_is_better, !error) << metric.name;
  }
}

TEST(Metrics, AreThoseOfTheDefinitions) {
  const std::vector<double> actual = {3.0, -0.5, 2.0, 7.0, 1e-3};
  const std::vector<float> predicted = {2.5f, 0.0f, 2.1f, 8.0f, 0.25f};
  // numpy 2.2.6, by the formulas that scikit-learn documents
  EXPECT_NEAR(value("rmse", actual, predicted), 0.5607140056974719, 1e-15);
  EXPECT_NEAR(value("mae", actual, predicted), 0.4697999809265137, 1e-15);
  EXPECT_NEAR(value("r2", actual, predicted), 0.9560837161815905, 1e-15);
  EXPECT_NEAR(value("mape", actual, predicted), 50.07190475236801, 1e-13);
  // scikit-learn 1.9.1
  EXPECT_NEAR(value("median_absolute_error", actual, predicted), 0.5, 1e-15);
  EXPECT_NEAR(value("max_error", actual, predicted), 1.0, 1e-15);
  EXPECT_NEAR(value("pinball_10", actual, predicted), 0.3428199828338623, 1e-15);
  EXPECT_NEAR(value("mean_pinball_loss", actual, predicted), 0.23489999046325685, 1e-15);
  EXPECT_NEAR(value("pinball_95", actual, predicted), 0.11348999904632569, 1e-15);
}

TEST(Metrics, OfWeightedRowsAreThoseOfScikitLearn) {
  const std::vector<double> actual = {3.0, -0.5, 2.0, 7.0, 1e-3};
  const std::vector<float> predicted = {2.5f, 0.0f, 2.1f, 8.0f, 0.25f};
  const std::vector<double> weight = {1.0, 0.5, 0.0, 2.0, 1.0 / 3.0};
  // scikit-learn 1.9.1 with sample_weight
  EXPECT_NEAR(value("rmse", actual, predicted, weight), 0.7905419714952852, 1e-15);
  EXPECT_NEAR(value("mae", actual, predicted, weight), 0.7390434782608696, 1e-15);
  EXPECT_NEAR(value("r2", actual, predicted, weight), 0.9293977311238965, 1e-15);
  EXPECT_NEAR(value("mape", actual, predicted, weight), 21.90062111801242, 1e-13);
  EXPECT_NEAR(value("median_absolute_error", actual, predicted, weight), 1.0, 1e-15);
  EXPECT_NEAR(value("pinball_10", actual, predicted, weight), 0.5607913043478261, 1e-15);
  EXPECT_NEAR(value("pinball_50", actual, predicted, weight), 0.3695217391304348, 1e-15);
  EXPECT_NEAR(value("pinball_95", actual, predicted, weight), 0.15434347826086958, 1e-15);
}

TEST(Metrics, AreZeroOrOneForExactPredictions) {
  const std::vector<double> actual = {1.5, 2.5, -4.0};
  const std::vector<float> predicted = {1.5f, 2.5f, -4.0f};
  for (const Metric& metric : metrics_of_numbers())
    EXPECT_EQ(value(std::string(metric.name), actual, predicted), metric.greater_is_better ? 1.0 : 0.0) << metric.name;
}

TEST(Metrics, AreMissingWhereAValueIs) {
  for (const Metric& metric : metrics_of_numbers()) {
    const std::string name(metric.name);
    EXPECT_TRUE(std::isnan(value(name, {1.0, nan, 4.0}, {1, 2, 3}))) << name;
    EXPECT_TRUE(std::isnan(value(name, {1.0, 2.0, 4.0}, {1, std::nanf(""), 3}))) << name;
    EXPECT_TRUE(std::isnan(value(name, {1.0, nan, 4.0}, {1, 2, 3}, {1, 2, 3}))) << name << ", weighted";
    EXPECT_TRUE(std::isnan(value(name, {}, {}))) << name << " of no rows";
    EXPECT_TRUE(std::isnan(value(name, {1.0, 2.0}, {1, 2}, {0, 0}))) << name << " of rows without weight";
  }
}

TEST(Metrics, RefuseDifferentLengthsAndWeightsThatAreNone) {
  for (const Metric& metric : metrics_of_numbers()) {
    const std::string name(metric.name);
    EXPECT_THROW(value(name, {0, 0, 0}, {0, 0}), std::invalid_argument);
    EXPECT_THROW(value(name, {0, 0, 0}, {}), std::invalid_argument);
    EXPECT_THROW(value(name, {0, 0}, {0, 0}, {1}), std::invalid_argument);
    EXPECT_THROW(value(name, {0, 0}, {0, 0}, {1, -1}), std::invalid_argument);
    EXPECT_THROW(value(name, {0, 0}, {0, 0}, {1, nan}), std::invalid_argument);
  }
}

TEST(Metrics, RefuseTheRowsOfTheOtherTask) {
  const std::vector<double> actual = {0, 1};
  const std::vector<float> numbers = {0.0f, 1.0f}, probabilities = {1.0f, 0.0f, 0.0f, 1.0f};
  const std::vector<std::int32_t> decided = {0, 1};
  for (const Metric& metric : metrics()) {
    const bool of_numbers = metric.kind == Kind::values;
    const auto measure = [&](const Sample& sample) { static_cast<void>(metric.value(Exec{}, sample)); };
    const Sample regression = {.actual = actual, .predicted = numbers};
    const Sample classification = {.actual = actual, .predicted = probabilities, .decided = decided, .classes = 2};
    EXPECT_NO_THROW(measure(of_numbers ? regression : classification)) << metric.name;
    EXPECT_THROW(measure(of_numbers ? classification : regression), std::invalid_argument) << metric.name;
  }
}

TEST(Metrics, HaveTheSameBitsForAnyNumberOfThreads) {
  for (const auto& column : reference::columns()) {
    const std::vector<float> predicted(column.values.rbegin(), column.values.rend());
    const Sample sample = {.actual = column.values, .predicted = predicted};
    for (const Metric& metric : metrics_of_numbers()) {
      const double alone = metric.value(Exec{}, sample);
      const double together = metric.value(Exec{.threads = 5}, sample);
      ASSERT_TRUE(reference::same_bits(alone, together)) << metric.name << " of " << column.name;
    }
  }
}

TEST(Metrics, OfWeightsOfOneAreThoseWithoutWeights) {
  const auto column = reference::make_column(reference::contents().front(), 20'000);
  const std::vector<float> predicted(column.values.rbegin(), column.values.rend());
  const std::vector<double> ones(column.values.size(), 1.0);
  for (const char* name : {"rmse", "mae", "mape"}) {
    EXPECT_TRUE(reference::same_bits(value(name, column.values, predicted, ones), value(name, column.values, predicted))) << name;
  }
  EXPECT_NEAR(value("r2", column.values, predicted, ones), value("r2", column.values, predicted), 1e-14);
}

TEST(Metrics, OfWholeWeightsAreThoseOfRepeatedRows) {
  const auto column = reference::make_column(reference::contents().front(), 5000);
  const std::vector<float> predicted(column.values.rbegin(), column.values.rend());
  std::vector<double> weight, actual_repeated;
  std::vector<float> predicted_repeated;
  for (std::size_t row = 0; row < column.values.size(); ++row) {
    weight.push_back(static_cast<double>(row % 4));
    actual_repeated.insert(actual_repeated.end(), row % 4, column.values[row]);
    predicted_repeated.insert(predicted_repeated.end(), row % 4, predicted[row]);
  }
  for (const Metric& metric : metrics_of_numbers()) {
    const std::string name(metric.name);
    EXPECT_NEAR(value(name, column.values, predicted, weight) / value(name, actual_repeated, predicted_repeated), 1.0, 1e-13) << name;
  }
}

TEST(R2, OfAConstantTargetIsOneWhenExactElseZero) {
  EXPECT_EQ(value("r2", {2.0, 2.0, 2.0}, {2.0f, 2.0f, 2.0f}), 1.0);
  EXPECT_EQ(value("r2", {2.0, 2.0, 2.0}, {2.0f, 2.0f, 2.5f}), 0.0);
  EXPECT_EQ(value("r2", std::vector<double>(10'000, 0.1), std::vector<float>(10'000, 0.1f)), 0.0) << "0.1 is not exact as a float";
}

TEST(R2, OfATargetThatIsConstantWhereItCountsIsOneWhenExactElseZero) {
  EXPECT_EQ(value("r2", {0.1, 0.1, 7.0, 0.1}, {0.5f, 0.1f, 7.0f, 0.1f}, {0.1, 0.7, 0.0, 1.0 / 3.0}), 0.0);
  EXPECT_EQ(value("r2", {2.0, 2.0, 7.0, 2.0}, {2.0f, 2.0f, 9.0f, 2.0f}, {0.1, 0.7, 0.0, 1.0 / 3.0}), 1.0);
}

TEST(R2, OfAWeightedTargetFarFromZeroKeepsItsDigits) {
  const std::vector<double> actual = {1e9 + 1, 1e9 + 2, 1e9 + 4};
  const std::vector<float> predicted = {1e9f, 1e9f, 1e9f};
  // by hand: mean 1e9 + 17/6, errors 1 * 1 + 2 * 4 + 3 * 16, spread 1 + 8 + 48 - 6 * (17/6)^2
  EXPECT_NEAR(value("r2", actual, predicted, {1, 2, 3}), 1.0 - 57.0 / (57.0 - 289.0 / 6.0), 1e-12);
}

TEST(R2, OfOneRowIsMissing) { EXPECT_TRUE(std::isnan(value("r2", {1.0}, {1.0f}))); }

TEST(MedianAbsoluteError, IsHalfwayToTheNextRowWithAWeightWhereARowEndsHalfOfIt) {
  const std::vector<double> zeros(4, 0.0);
  const std::vector<float> errors = {1, 2, 3, 4};
  EXPECT_EQ(value("median_absolute_error", zeros, errors), 2.5);
  EXPECT_EQ(value("median_absolute_error", zeros, errors, {1, 1, 0, 2}), 3.0) << "between 2 and 4";
  EXPECT_EQ(value("median_absolute_error", zeros, errors, {1, 1, 0, 2.5}), 4.0);
  EXPECT_EQ(value("median_absolute_error", zeros, errors, {0.1, 0.1, 0.1, 0.1}), 2.5) << "whatever the rounding of 0.1";
}

TEST(MaxError, LeavesRowsWithoutAWeightOut) { EXPECT_EQ(value("max_error", {0, 0, 0}, {1, -9, 2}, {0.5, 0, 1e-9}), 2.0); }

TEST(Pinball, CostsMoreOnTheSideOfTheQuantile) {
  EXPECT_EQ(value("pinball_75", {2, -2}, {0, 0}, {1, 0}), 1.5);
  EXPECT_EQ(value("pinball_75", {2, -2}, {0, 0}, {0, 1}), 0.5);
}

TEST(Mape, OfAnActualZeroDividesByTheMachineEpsilon) { EXPECT_EQ(value("mape", {0.0, 1.0}, {0.5f, 1.0f}), 1125899906842624.0); }

}  // namespace
}  // namespace trainyard::kernels::metric
