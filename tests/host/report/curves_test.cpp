#include "host/report/curves.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "host/evaluate/score.hpp"

namespace trainyard::report {
namespace {

/// Rows whose probabilities come in a few values each, so that there are ties.
Scored made_scores(std::size_t rows) {
  Scored out;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t mixed = (i * 2654435761U) % 1009;
    out.probability.push_back(static_cast<float>(mixed % 97) / 97.0F);
    out.positive.push_back((mixed % 97) + (i * 7919) % 60 > 80 ? 1 : 0);
  }
  return out;
}

double measured(const std::string& metric, const Scored& rows) {
  std::vector<double> actual(rows.positive.begin(), rows.positive.end());
  std::vector<float> predicted;
  std::vector<std::int32_t> decided(actual.size(), 0);
  for (const float probability : rows.probability) predicted.insert(predicted.end(), {1.0F - probability, probability});
  return evaluate::score(choose_device("cpu", 1).exec, std::vector{metric},
                         {.actual = actual, .predicted = predicted, .decided = decided, .classes = 2})[metric];
}

TEST(Curves, OfScikitLearnsExample) {
  const Scored rows{{0.1F, 0.4F, 0.35F, 0.8F}, {0, 0, 1, 1}};
  const Curve roc = roc_curve(rows);
  EXPECT_DOUBLE_EQ(roc.area, 0.75);
  ASSERT_EQ(roc.points.size(), 5U);
  EXPECT_EQ(roc.points.front().x, 0);
  EXPECT_EQ(roc.points[2].x, 0.5);
  EXPECT_EQ(roc.points[2].y, 0.5);
  EXPECT_EQ(roc.points.back().y, 1);
  EXPECT_NEAR(precision_recall_curve(rows).area, 0.8333333333, 1e-9);
}

TEST(Curves, HaveTheAreasThatTheMetricsMeasure) {
  const Scored rows = made_scores(3000);
  EXPECT_NEAR(roc_curve(rows).area, measured("roc_auc", rows), 1e-12);
  EXPECT_NEAR(precision_recall_curve(rows).area, measured("pr_auc", rows), 1e-12);
}

TEST(Curves, OfOneClassAloneAreNotDefined) {
  const Scored none{{0.2F, 0.4F}, {0, 0}}, all{{0.2F, 0.4F}, {1, 1}};
  EXPECT_TRUE(std::isnan(roc_curve(none).area));
  EXPECT_TRUE(std::isnan(roc_curve(all).area));
  EXPECT_TRUE(roc_curve(all).points.empty());
  EXPECT_TRUE(precision_recall_curve(none).points.empty());
  EXPECT_EQ(precision_recall_curve(all).area, 1);
}

TEST(Curves, AreThinnedToTheirShape) {
  std::vector<CurvePoint> points;
  for (int i = 0; i <= 100000; ++i) points.push_back({i / 1e5, std::sqrt(i / 1e5)});
  const auto kept = thinned(points, 200);
  EXPECT_LE(kept.size(), 200U);
  EXPECT_GE(kept.size(), 150U);
  EXPECT_EQ(kept.front().x, 0);
  EXPECT_EQ(kept.back().x, 1);
  for (std::size_t i = 1; i < kept.size(); ++i) {
    EXPECT_LT(kept[i].y - kept[i - 1].y + kept[i].x - kept[i - 1].x, 0.03) << "no gap, also where the curve is steep";
  }
  EXPECT_EQ(thinned({{0, 0}, {1, 1}}, 200).size(), 2U);
}

TEST(Curves, ReliabilityCountsEveryRowOnce) {
  const auto bins = reliability({{0.0F, 0.05F, 0.95F, 1.0F, 0.5F}, {0, 1, 1, 1, 0}});
  ASSERT_EQ(bins.size(), 10U);
  EXPECT_EQ(bins[0].rows, 2U);
  EXPECT_DOUBLE_EQ(bins[0].observed, 0.5);
  EXPECT_NEAR(bins[9].predicted, 0.975, 1e-6);
  EXPECT_EQ(bins[9].rows, 2U);
  EXPECT_EQ(bins[5].rows, 1U);
}

TEST(Curves, ASampleIsSpreadOverAllRows) {
  EXPECT_EQ(sampled(3, 10), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(sampled(10, 4), (std::vector<std::size_t>{0, 2, 5, 7}));
  EXPECT_TRUE(sampled(0, 4).empty());
}

}  // namespace
}  // namespace trainyard::report
