#include <cmath>
#include <gtest/gtest.h>
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

double value(const std::string& name, const std::vector<double>& actual, const std::vector<float>& predicted) {
  return find_metric(name)->value(Exec{}, actual, predicted);
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
  EXPECT_EQ(find_metric("rsme"), nullptr);
}

TEST(Metrics, KnowWhichWayIsBetter) {
  EXPECT_TRUE(find_metric("r2")->greater_is_better);
  for (const char* name : {"rmse", "mae", "mape"}) EXPECT_FALSE(find_metric(name)->greater_is_better) << name;
}

TEST(Metrics, AreThoseOfTheDefinitions) {
  const std::vector<double> actual = {3.0, -0.5, 2.0, 7.0, 1e-3};
  const std::vector<float> predicted = {2.5f, 0.0f, 2.1f, 8.0f, 0.25f};
  // numpy 2.2.6, by the formulas that scikit-learn documents
  EXPECT_NEAR(value("rmse", actual, predicted), 0.5607140056974719, 1e-15);
  EXPECT_NEAR(value("mae", actual, predicted), 0.4697999809265137, 1e-15);
  EXPECT_NEAR(value("r2", actual, predicted), 0.9560837161815905, 1e-15);
  EXPECT_NEAR(value("mape", actual, predicted), 50.07190475236801, 1e-13);
}

TEST(Metrics, AreZeroOrOneForExactPredictions) {
  const std::vector<double> actual = {1.5, 2.5, -4.0};
  const std::vector<float> predicted = {1.5f, 2.5f, -4.0f};
  for (const Metric& metric : metrics())
    EXPECT_EQ(metric.value(Exec{}, actual, predicted), metric.greater_is_better ? 1.0 : 0.0) << metric.name;
}

TEST(Metrics, AreMissingWhereAValueIs) {
  for (const Metric& metric : metrics()) {
    const std::vector<double> actual = {1.0, 2.0, 4.0};
    EXPECT_TRUE(std::isnan(metric.value(Exec{}, std::vector<double>{1.0, nan, 4.0}, std::vector<float>{1, 2, 3}))) << metric.name;
    EXPECT_TRUE(std::isnan(metric.value(Exec{}, actual, std::vector<float>{1, std::nanf(""), 3}))) << metric.name;
    EXPECT_TRUE(std::isnan(metric.value(Exec{}, {}, {}))) << metric.name << " of no rows";
  }
}

TEST(Metrics, RefuseDifferentLengths) {
  for (const Metric& metric : metrics()) {
    EXPECT_THROW(static_cast<void>(metric.value(Exec{}, std::vector<double>(3), std::vector<float>(2))), std::invalid_argument);
  }
}

TEST(Metrics, HaveTheSameBitsForAnyNumberOfThreads) {
  for (const auto& column : reference::columns()) {
    const std::vector<float> predicted(column.values.rbegin(), column.values.rend());
    for (const Metric& metric : metrics()) {
      const double alone = metric.value(Exec{}, column.values, predicted);
      const double together = metric.value(Exec{.threads = 5}, column.values, predicted);
      ASSERT_TRUE(reference::same_bits(alone, together)) << metric.name << " of " << column.name;
    }
  }
}

TEST(R2, OfAConstantTargetIsOneWhenExactElseZero) {
  EXPECT_EQ(value("r2", {2.0, 2.0, 2.0}, {2.0f, 2.0f, 2.0f}), 1.0);
  EXPECT_EQ(value("r2", {2.0, 2.0, 2.0}, {2.0f, 2.0f, 2.5f}), 0.0);
  EXPECT_EQ(value("r2", std::vector<double>(10'000, 0.1), std::vector<float>(10'000, 0.1f)), 0.0) << "0.1 is not exact as a float";
}

TEST(R2, OfOneRowIsMissing) { EXPECT_TRUE(std::isnan(value("r2", {1.0}, {1.0f}))); }

TEST(Mape, OfAnActualZeroDividesByTheMachineEpsilon) { EXPECT_EQ(value("mape", {0.0, 1.0}, {0.5f, 1.0f}), 1125899906842624.0); }

}  // namespace
}  // namespace trainyard::kernels::metric
