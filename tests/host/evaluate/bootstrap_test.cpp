#include "host/evaluate/bootstrap.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <stdexcept>

#include "host/error/error.hpp"

namespace trainyard::evaluate {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const std::vector<std::string> of_errors = {"mae", "rmse"};

/// Targets of 0; the predictions are normal errors, shifted.
struct NormalErrors {
  std::vector<double> actual;
  std::vector<float> predicted;

  explicit NormalErrors(std::size_t rows, float shift = 0.0f) : actual(rows, 0.0) {
    std::mt19937_64 random(5);
    std::normal_distribution<float> normal;
    for (std::size_t row = 0; row < rows; ++row) predicted.push_back(100.0f + normal(random) + shift);
  }
  [[nodiscard]] kernels::metric::Sample sample() const { return {.actual = actual, .predicted = predicted}; }
};

TEST(Intervals, AreNumpysQuantilesOfTheReplicates) {
  const Replicates replicates{.metrics = {"mae"}, .value = {3.0}, .values = {{5.0, 1.0, 4.0, 2.0}}};
  const Interval found = intervals(replicates, 0.9).at(0);
  EXPECT_EQ(found.metric, "mae");
  EXPECT_EQ(found.value, 3.0);
  EXPECT_DOUBLE_EQ(found.low, 1.15) << "numpy.quantile([5, 1, 4, 2], 0.05)";
  EXPECT_DOUBLE_EQ(found.high, 4.85);
}

TEST(Intervals, LeaveReplicatesWithoutTheMetricOutUnlessMostAre) {
  const Interval some = intervals({.metrics = {"mae"}, .value = {3.0}, .values = {{1.0, nan, 2.0, nan}}}, 1.0).at(0);
  EXPECT_EQ(some.low, 1.0);
  EXPECT_EQ(some.high, 2.0);
  const Interval most = intervals({.metrics = {"mae"}, .value = {3.0}, .values = {{1.0, nan, nan}}}, 1.0).at(0);
  EXPECT_TRUE(std::isnan(most.low) && std::isnan(most.high));
  const Interval itself = intervals({.metrics = {"mae"}, .value = {nan}, .values = {{1.0, 2.0}}}, 1.0).at(0);
  EXPECT_TRUE(std::isnan(itself.low) && std::isnan(itself.high));
}

TEST(Bootstrap, GivesTheIntervalOfAMeanThatTheoryGives) {
  constexpr std::size_t rows = 2000;
  const NormalErrors errors(rows);
  const auto replicates = bootstrap({}, of_errors, errors.sample(), {.replicates = 4000, .seed = 1});
  const Interval mae = intervals(replicates, 0.95).at(0);
  EXPECT_NEAR(mae.value, 100.0, 0.1);
  EXPECT_NEAR((mae.high - mae.low) / (2.0 * 1.96 / std::sqrt(rows)), 1.0, 0.1) << "2 * 1.96 standard errors";
  EXPECT_NEAR(0.5 * (mae.high + mae.low), mae.value, 0.01);
}

TEST(Bootstrap, GivesOtherReplicatesForAnotherSeed) {
  const NormalErrors errors(100);
  const auto one = bootstrap({}, of_errors, errors.sample(), {.replicates = 10, .seed = 1});
  const auto same = bootstrap({}, of_errors, errors.sample(), {.replicates = 10, .seed = 1});
  const auto other = bootstrap({}, of_errors, errors.sample(), {.replicates = 10, .seed = 2});
  EXPECT_EQ(one.values, same.values);
  EXPECT_NE(one.values, other.values);
}

TEST(Bootstrap, OfOneRowHasNoInterval) {
  NormalErrors errors(2);
  const auto is_none = [](const Interval& one) { return std::isnan(one.low) && std::isnan(one.high); };
  EXPECT_FALSE(is_none(intervals(bootstrap({}, of_errors, errors.sample(), {.replicates = 100, .seed = 1}), 0.95).at(0)));
  const std::vector<double> weight{1.0, 0.0};
  const kernels::metric::Sample one_counts{.actual = errors.actual, .predicted = errors.predicted, .weight = weight};
  EXPECT_TRUE(is_none(intervals(bootstrap({}, of_errors, one_counts, {.replicates = 100, .seed = 1}), 0.95).at(0)));
  const NormalErrors single(1);
  const Interval found = intervals(bootstrap({}, of_errors, single.sample(), {.replicates = 100, .seed = 1}), 0.95).at(0);
  EXPECT_TRUE(is_none(found));
  EXPECT_GT(found.value, 90.0) << "the metric itself is there";
}

TEST(Bootstrap, OfAnUnknownMetricNamesTheNearest) {
  const NormalErrors errors(10);
  const std::vector<std::string> wrong = {"maee"};
  EXPECT_THROW(bootstrap({}, wrong, errors.sample(), {}), Error);
}

TEST(BootstrapDifference, IsPairedRowByRow) {
  const NormalErrors errors(200), shifted(200, 0.5f);
  const auto found = bootstrap_difference({}, of_errors, errors.sample(), shifted.sample(), {.replicates = 200, .seed = 3}, 0.95);
  EXPECT_NEAR(found.at(0).value, -0.5, 1e-5);
  EXPECT_NEAR(found.at(0).low, -0.5, 1e-5) << "each row's error differs by as much, so every replicate does";
  EXPECT_NEAR(found.at(0).high, -0.5, 1e-5);
}

TEST(BootstrapDifference, OfAModelToItselfIsNothing) {
  const NormalErrors errors(200);
  for (const Interval& one : bootstrap_difference({}, of_errors, errors.sample(), errors.sample(), {.replicates = 50, .seed = 3}, 0.95)) {
    EXPECT_EQ(one.value, 0.0);
    EXPECT_EQ(one.low, 0.0);
    EXPECT_EQ(one.high, 0.0);
  }
}

TEST(BootstrapDifference, RefusesOtherMetricsAndNumbersOfReplicates) {
  const Replicates mae{.metrics = {"mae"}, .value = {1.0}, .values = {{1.0, 2.0}}};
  EXPECT_THROW(difference(mae, {.metrics = {"rmse"}, .value = {1.0}, .values = {{1.0, 2.0}}}), std::invalid_argument);
  EXPECT_THROW(difference(mae, {.metrics = {"mae"}, .value = {1.0}, .values = {{1.0}}}), std::invalid_argument);
}

}  // namespace
}  // namespace trainyard::evaluate
