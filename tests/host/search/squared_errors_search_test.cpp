// Trials whose scores follow from sums over the rows, beside the same ones that predict.
#include <gtest/gtest.h>

#include "tests/host/search/small_study.hpp"

namespace trainyard::search {
namespace {

using Metrics = std::vector<std::string>;

/// The same rows with other targets or weights.
class OtherData : public test::SmallData {
 public:
  std::vector<double> y, weight;
  [[nodiscard]] std::shared_ptr<Folds> made(int threads = 1) const {
    TrainingData data = training();
    if (!y.empty()) data.y = y;
    data.weight = weight;
    return std::make_shared<Folds>(Exec{.threads = threads}, data);
  }
};

Trial tried(const std::shared_ptr<Folds>& folds, const Metrics& metrics, const models::Params& params, const OnFold& on_fold = {},
            int threads = 1) {
  StudySettings settings = test::small_study("/nowhere", 1, threads);
  settings.metrics = metrics;
  settings.metric = metrics.front();
  return cross_validate(settings, test::grounds(models::linear_family(), folds), 0, params, {}, on_fold);
}

/// What predicts: mae asks for predictions.
Trial predicted(const std::shared_ptr<Folds>& folds, const models::Params& params) { return tried(folds, {"rmse", "r2", "mae"}, params); }

void expect_near(const Trial& found, const Trial& expected, double tolerance) {
  ASSERT_EQ(found.folds.size(), expected.folds.size()) << found.reason;
  for (std::size_t k = 0; k < found.folds.size(); ++k) {
    for (const char* metric : {"rmse", "r2"}) {
      const double score = expected.folds[k].at("scores").at(metric);
      EXPECT_NEAR(found.folds[k].at("scores").at(metric).get<double>(), score, tolerance * std::abs(score)) << metric << " of fold " << k;
    }
  }
}

std::vector<double> some_weights() {
  std::vector<double> out;
  for (int i = 0; i < 60; ++i) out.push_back(0.1 * (i % 6));
  return out;
}

// Predictions are rounded to float, to 3e-8 of their value.
TEST(SquaredErrorsInASearch, ScoreAsPredictionsDo) {
  for (const bool weighted : {false, true}) {
    OtherData data;
    if (weighted) data.weight = some_weights();
    const auto folds = data.made();
    for (const double alpha : {0.0, 0.1, 100.0}) {
      for (const bool intercept : {true, false}) {
        const models::Params params{{"alpha", alpha}, {"fit_intercept", intercept}};
        const Trial found = tried(folds, {"rmse", "r2"}, params), expected = predicted(folds, params);
        expect_near(found, expected, 1e-6);
        EXPECT_EQ(found.folds[0].at("rounds"), 0);
        EXPECT_NE(found.folds, tried(folds, {"rmse", "r2"}, params, [](const Fold&, const models::Predictions&) {}).folds)
            << "else rounding hides which way it went";
      }
    }
  }
}

TEST(SquaredErrorsInASearch, GiveWayToPredictionsThatSomebodyAsksFor) {
  const auto folds = OtherData().made();
  std::size_t rows = 0;
  const auto count = [&](const Fold& fold, const models::Predictions& said) {
    EXPECT_EQ(said.values.size(), fold.validation.rows);
    rows += said.rows;
  };
  const Trial found = tried(folds, {"rmse", "r2"}, {{"alpha", 0.1}}, count), expected = predicted(folds, {{"alpha", 0.1}});
  EXPECT_EQ(rows, 60U);
  expect_near(found, expected, 0);
}

TEST(SquaredErrorsInASearch, GiveWayToPredictionsWhereTheModelFitsExactly) {
  OtherData data;
  for (std::size_t i = 0; i < 60; ++i) data.y.push_back(2.0 * static_cast<double>(i % 7) - static_cast<double>(i * i % 11));
  const auto folds = data.made();
  const Trial found = tried(folds, {"rmse", "r2"}, {{"alpha", 0.0}});
  expect_near(found, predicted(folds, {{"alpha", 0.0}}), 0);
  EXPECT_LT(found.folds[0].at("scores").at("rmse").get<double>(), 1e-5);
}

TEST(SquaredErrorsInASearch, GiveWayToPredictionsWhereTheTargetIsConstant) {
  OtherData data;
  data.y.assign(60, 0.1);
  const auto folds = data.made();
  expect_near(tried(folds, {"rmse", "r2"}, {{"alpha", 1.0}}), predicted(folds, {{"alpha", 1.0}}), 0);
}

TEST(SquaredErrorsInASearch, FailAsPredictionsDoOnAFoldThatCountsForNothing) {
  OtherData data;
  for (int i = 0; i < 60; ++i) data.weight.push_back(i % 3 == 1 ? 0.0 : 1.0);
  const auto folds = data.made();
  const Trial found = tried(folds, {"rmse", "r2"}, {{"alpha", 1.0}}), expected = predicted(folds, {{"alpha", 1.0}});
  EXPECT_EQ(found.state, "failed");
  EXPECT_EQ(found.reason, expected.reason);
}

TEST(SquaredErrorsInASearch, AreTheSameForAnyThreads) {
  const OtherData data;
  const models::Params params{{"alpha", 0.1}};
  const auto alone = tried(data.made(), {"rmse", "r2"}, params);
  for (const int threads : {2, 4}) EXPECT_EQ(tried(data.made(threads), {"rmse", "r2"}, params, {}, threads).folds, alone.folds);
}

TEST(SquaredErrorsInASearch, AreMadeOncePerFold) {
  const auto folds = OtherData().made();
  const auto& linear = models::linear_family();
  const auto first = folds->squared_errors(linear, {{"alpha", 1.0}}, 0);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(folds->squared_errors(linear, {{"alpha", 2.0}}, 0), first);
  EXPECT_NE(folds->squared_errors(linear, {{"alpha", 1.0}}, 1), first);
  EXPECT_EQ(folds->squared_errors(models::family("baseline"), models::Params::object(), 0), nullptr);
}

}  // namespace
}  // namespace trainyard::search
