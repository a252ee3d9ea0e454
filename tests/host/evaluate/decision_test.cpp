#include "host/evaluate/decision.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>

namespace trainyard::evaluate {
namespace {

using models::Predictions;
using models::Target;
using models::Task;

const Target two_classes{.task = Task::binary, .classes = 2};
const ThresholdRule f1{.fixed = {}, .f_beta = 1.0, .cost = {}};

ThresholdRule cost_of(double tn, double fp, double fn, double tp) {
  ThresholdRule rule;
  rule.cost[0][0] = tn;
  rule.cost[0][1] = fp;
  rule.cost[1][0] = fn;
  rule.cost[1][1] = tp;
  return rule;
}

TEST(Decide, GivesNothingForARegression) { EXPECT_TRUE(decide({.rows = 2, .width = 1, .values = {1, 2}}, Target{}, 0.5).empty()); }

TEST(Decide, TakesClassOneFromTheThresholdOn) {
  const Predictions rows{.rows = 4, .width = 2, .values = {0.5f, 0.5f, 0.6f, 0.4f, 0.25f, 0.75f, 1.0f, 0.0f}};
  EXPECT_EQ(decide(rows, two_classes, 0.5), (std::vector<std::int32_t>{1, 0, 1, 0}));
  EXPECT_EQ(decide(rows, two_classes, 0.75), (std::vector<std::int32_t>{0, 0, 1, 0}));
  EXPECT_EQ(decide(rows, two_classes, 0.0), (std::vector<std::int32_t>{1, 1, 1, 1}));
  const double just_above = std::nextafter(0.75, 1.0);
  EXPECT_EQ(decide(rows, two_classes, just_above), (std::vector<std::int32_t>{0, 0, 0, 0})) << "compared as doubles";
}

TEST(Decide, TakesTheMostProbableClassAndTheLowestOfEquals) {
  const Predictions rows{.rows = 3, .width = 3, .values = {0.2f, 0.5f, 0.3f, 0.4f, 0.2f, 0.4f, 0.1f, 0.1f, 0.8f}};
  EXPECT_EQ(decide(rows, {.task = Task::multiclass, .classes = 3}, 0.5), (std::vector<std::int32_t>{1, 0, 2}));
}

// The largest F-beta or smallest cost of all thresholds, by trying one between any two probabilities.
double best_by_trying(const ThresholdRule& rule, const std::vector<float>& positive, const std::vector<double>& actual,
                      const std::vector<double>& weight, double only_at = std::numeric_limits<double>::quiet_NaN()) {
  std::vector<double> thresholds = {0.0, 2.0};
  for (const float p : positive) thresholds.push_back(std::nextafter(static_cast<double>(p), 2.0));
  if (!std::isnan(only_at)) thresholds = {only_at};
  double best = -std::numeric_limits<double>::infinity();
  for (const double threshold : thresholds) {
    double sums[2][2] = {};
    for (std::size_t row = 0; row < actual.size(); ++row) {
      sums[actual[row] == 1.0 ? 1 : 0][static_cast<double>(positive[row]) >= threshold ? 1 : 0] += weight.empty() ? 1.0 : weight[row];
    }
    double quality = 0.0;
    if (rule.f_beta) {
      const double square = *rule.f_beta * *rule.f_beta;
      const double below = (1 + square) * sums[1][1] + square * sums[1][0] + sums[0][1];
      quality = below == 0.0 ? 0.0 : (1 + square) * sums[1][1] / below;
    } else {
      for (int a = 0; a < 2; ++a) {
        for (int d = 0; d < 2; ++d) quality -= sums[a][d] * *rule.cost[a][d];
      }
    }
    best = std::max(best, quality);
  }
  return best;
}

struct Rows {
  std::vector<float> positive;
  std::vector<double> actual, weight;
};

Rows made_up(std::size_t count, bool weighted, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) {
    const auto p = static_cast<float>(random() % 41) / 40.0f;
    rows.positive.push_back(p);
    rows.actual.push_back(std::uniform_real_distribution<float>(0.0f, 1.0f)(random) < p * p ? 1.0 : 0.0);
    if (weighted) rows.weight.push_back(static_cast<double>(random() % 5) / 2.0);
  }
  return rows;
}

TEST(TuneThreshold, FindsTheBestOfAllThresholds) {
  const std::vector<ThresholdRule> rules = {f1, {.fixed = {}, .f_beta = 2.0, .cost = {}}, cost_of(0, 1, 5, 0), cost_of(-1, 10, 1, -2)};
  for (const ThresholdRule& rule : rules) {
    for (const bool weighted : {false, true}) {
      for (const std::size_t count : {1u, 2u, 31u, 32u, 33u, 700u}) {
        const Rows rows = made_up(count, weighted, count);
        const double threshold = tune_threshold(rule, rows.positive, rows.actual, rows.weight);
        const double best = best_by_trying(rule, rows.positive, rows.actual, rows.weight);
        EXPECT_NEAR(best_by_trying(rule, rows.positive, rows.actual, rows.weight, threshold), best, 1e-12 * std::fabs(best))
            << count << " rows, threshold " << threshold;
      }
    }
  }
}

TEST(TuneThreshold, LiesHalfwayBetweenTwoProbabilities) {
  const std::vector<float> positive = {0.125f, 0.25f, 0.75f, 0.875f};
  EXPECT_EQ(tune_threshold(f1, positive, std::vector<double>{0, 0, 1, 1}, {}), 0.5);
  EXPECT_EQ(tune_threshold(f1, positive, std::vector<double>{0, 0, 0, 1}, {}), 0.8125);
  EXPECT_EQ(tune_threshold(f1, positive, std::vector<double>{0, 1, 1, 1}, {}), 0.1875);
}

TEST(TuneThreshold, OfEquallyGoodOnesIsTheNearestToOneHalf) {
  const std::vector<float> positive = {0.1f, 0.4f, 0.9f};
  const std::vector<double> weight = {1, 0, 1};
  EXPECT_EQ(tune_threshold(f1, positive, std::vector<double>{0, 1, 1}, weight), 0.5 * (0.4f + double{0.9f}));
  EXPECT_EQ(tune_threshold(cost_of(0, 1, 1, 0), std::vector<float>{0.25f, 0.75f}, std::vector<double>{1, 0}, {}), 0.125)
      << "0.125 and 0.875 cost 1 each, 0.5 costs 2";
}

TEST(TuneThreshold, MayDecideAllOrNoneToBePositive) {
  const std::vector<float> positive = {0.5f, 0.25f, 0.75f};
  const std::vector<double> actual = {0, 1, 0};
  EXPECT_EQ(tune_threshold(cost_of(0, 1, 100, 0), positive, actual, {}), 0.125);
  EXPECT_EQ(tune_threshold(cost_of(0, 100, 1, 0), positive, actual, {}), 0.875);
  EXPECT_EQ(tune_threshold(cost_of(0, 1, 100, 0), std::vector<float>{0.0f, 0.75f}, std::vector<double>{1, 0}, {}), 0.0);
}

TEST(TuneThreshold, CannotRefuseARowThatIsCertain) {
  EXPECT_EQ(tune_threshold(cost_of(0, 100, 1, 0), std::vector<float>{1.0f, 0.5f}, std::vector<double>{0, 0}, {}), 0.75);
}

TEST(TuneThreshold, OfNoRowsOrNoWeightIsOneHalf) {
  EXPECT_EQ(tune_threshold(f1, {}, {}, {}), 0.5);
  EXPECT_EQ(tune_threshold(f1, std::vector<float>{0.25f, 0.75f}, std::vector<double>{0, 1}, std::vector<double>{0, 0}), 0.5);
}

TEST(TuneThreshold, DoesNotDependOnTheOrderOfTheRows) {
  const Rows rows = made_up(5000, true, 9);
  std::vector<std::size_t> order(rows.actual.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::shuffle(order, std::mt19937_64(1));
  Rows shuffled;
  for (const std::size_t row : order) {
    shuffled.positive.push_back(rows.positive[row]);
    shuffled.actual.push_back(rows.actual[row]);
    shuffled.weight.push_back(rows.weight[row]);
  }
  EXPECT_EQ(tune_threshold(f1, shuffled.positive, shuffled.actual, shuffled.weight),
            tune_threshold(f1, rows.positive, rows.actual, rows.weight));
}

TEST(TuneThreshold, RefusesDifferentLengths) {
  EXPECT_THROW(tune_threshold(f1, std::vector<float>{0.5f}, {}, {}), std::invalid_argument);
  EXPECT_THROW(tune_threshold(f1, std::vector<float>{0.5f}, std::vector<double>{1}, std::vector<double>{1, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace trainyard::evaluate
