#include "host/evaluate/optimism.hpp"

#include <gtest/gtest.h>

namespace trainyard::evaluate {
namespace {

nlohmann::ordered_json metrics(const std::string& metric, double train, double cv, double test, double baseline) {
  return {{"metric", metric},
          {"train", {{metric, train}}},
          {"cv", {{metric, cv}}},
          {"test", {{metric, test}}},
          {"baseline", {{metric, baseline}}}};
}

/// The baseline does as well on the training rows unless told otherwise.
std::string kinds(const nlohmann::ordered_json& of, std::size_t rows = 5000, nlohmann::ordered_json training_baseline = nullptr) {
  std::string out;
  if (training_baseline.is_null()) training_baseline = of["baseline"][of["metric"].get<std::string>()];
  for (const Warning& warning : optimism(of, training_baseline, rows)) out += warning.kind + " ";
  return out;
}

TEST(Optimism, IsSilentOnScoresThatAgree) {
  EXPECT_EQ(kinds(metrics("rmse", 23000, 43000, 42000, 116000)), "");
  EXPECT_EQ(kinds(metrics("roc_auc", 0.96, 0.925, 0.93, 0.5)), "");
}

TEST(Optimism, ATestScoreFarAboveCrossValidationIsDoubtful) {
  EXPECT_EQ(kinds(metrics("rmse", 20, 40, 25, 100)), "test_too_good ");
  EXPECT_EQ(kinds(metrics("roc_auc", 0.97, 0.9, 0.96, 0.5)), "test_too_good ");
}

TEST(Optimism, FewTestRowsMayBeLucky) { EXPECT_EQ(kinds(metrics("rmse", 20, 40, 25, 100), 50), ""); }

TEST(Optimism, TrainingRowsLearnedByHeartAreOverfitting) {
  EXPECT_EQ(kinds(metrics("rmse", 5, 95, 96, 100)), "overfitting ");
  EXPECT_EQ(kinds(metrics("accuracy", 1.0, 0.7, 0.7, 0.5)), "overfitting ");
}

TEST(Optimism, HoldsEachPartAgainstTheBaselineOnItsOwnRows) {
  EXPECT_EQ(kinds(metrics("rmse", 20, 70, 70, 100), 5000, 30), "") << "training rows near each other are no merit of the model";
  EXPECT_EQ(kinds(metrics("rmse", 20, 30, 30, 50), 5000, 200), "overfitting ");
}

TEST(Optimism, FewerThanThirtyTestRowsSayNothingOfOverfitting) {
  EXPECT_EQ(kinds(metrics("rmse", 5, 95, 96, 100), 29), "");
  EXPECT_EQ(kinds(metrics("rmse", 5, 95, 96, 100), 30), "overfitting ");
}

TEST(Optimism, ScoresAreWrittenForPeople) {
  const auto found = optimism(metrics("rmse", 0.31120672064817931, 0.5, 50497.374197512849, 100000), 100000, 5000);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].text.starts_with("rmse is 0.311207 on the training rows and 50497.4 on the test rows: ")) << found[0].text;
}

TEST(Optimism, NeedsWhatItCompares) {
  EXPECT_EQ(kinds({{"metric", "rmse"}, {"train", nullptr}, {"cv", nullptr}, {"test", {{"rmse", 1.0}}}, {"baseline", {{"rmse", nullptr}}}}),
            "");
  EXPECT_EQ(kinds(metrics("rmse", 5, 95, 20, 100), 0), "");
}

}  // namespace
}  // namespace trainyard::evaluate
