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

std::string kinds(const nlohmann::ordered_json& of, std::size_t rows = 5000) {
  std::string out;
  for (const Warning& warning : optimism(of, rows)) out += warning.kind + " ";
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

TEST(Optimism, NeedsWhatItCompares) {
  EXPECT_EQ(kinds({{"metric", "rmse"}, {"train", nullptr}, {"cv", nullptr}, {"test", {{"rmse", 1.0}}}, {"baseline", {{"rmse", nullptr}}}}),
            "");
  EXPECT_EQ(kinds(metrics("rmse", 5, 95, 20, 100), 0), "");
}

}  // namespace
}  // namespace trainyard::evaluate
