#include "host/evaluate/gate.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace trainyard::evaluate {
namespace {

TEST(Gate, PassesAtItsLimit) {
  EXPECT_TRUE(within_max("rmse", 5.0, 5.0).passed);
  EXPECT_FALSE(within_max("rmse", 5.1, 5.0).passed);
  EXPECT_TRUE(within_min("r2", 0.5, 0.5).passed);
  EXPECT_FALSE(within_min("r2", 0.4, 0.5).passed);
}

TEST(Gate, FailsWithoutAValueAndSaysSo) {
  const Verdict verdict = within_max("r2", std::nullopt, 1.0);
  EXPECT_FALSE(verdict.passed);
  EXPECT_NE(verdict.text, "");
  EXPECT_TRUE(verdict.to_json()["value"].is_null());
}

TEST(Gate, BetterIsLessOfAnErrorAndMoreOfAScore) {
  EXPECT_DOUBLE_EQ(better_by("rmse", 100, 0.3), 70);
  EXPECT_DOUBLE_EQ(better_by("roc_auc", 0.5, 0.2), 0.6);
  EXPECT_DOUBLE_EQ(better_by("rmse", 100, -0.01), 101);
  EXPECT_DOUBLE_EQ(better_by("r2", -0.5, -0.1), -0.55) << "worse by a tenth, of a negative score too";
}

TEST(Gate, OneThatFailsFailsAll) {
  const Verdict good = within_max("rmse", 1.0, 2.0), bad = within_max("mae", 3.0, 2.0);
  EXPECT_EQ(verdicts_json({good, good})["verdict"], "passed");
  EXPECT_EQ(verdicts_json({good, bad})["verdict"], "failed");
  EXPECT_EQ(verdicts_json({good, bad})["gates"][1]["metric"], "mae");
}

}  // namespace
}  // namespace trainyard::evaluate
