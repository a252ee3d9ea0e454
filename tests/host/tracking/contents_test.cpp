#include "host/tracking/contents.hpp"

#include <gtest/gtest.h>

namespace trainyard::tracking {
namespace {

using nlohmann::ordered_json;

ordered_json trial_file(const std::string& state) {
  return {{"number", 12},
          {"state", state},
          {"params", {{"max_depth", 3}, {"features.numeric.scale", "robust"}}},
          {"value", state == "complete" ? ordered_json(0.5) : ordered_json()},
          {"folds", {{{"scores", {{"rmse", 0.4}, {"r2", nullptr}}}}, {{"scores", {{"rmse", 0.6}}}}}},
          {"rungs", {{{"round", 7}, {"value", 0.9}}}},
          {"start_time", 1000},
          {"end_time", 3000}};
}

TEST(TrialContents, SayHowTheTrialEnded) {
  EXPECT_EQ(contents_of_trial(trial_file("complete"), "rmse").status, "FINISHED");
  EXPECT_EQ(contents_of_trial(trial_file("pruned"), "rmse").status, "KILLED");
  ordered_json failed = trial_file("failed");
  failed["reason"] = "too deep";
  const Contents contents = contents_of_trial(failed, "rmse");
  EXPECT_EQ(contents.status, "FAILED");
  EXPECT_EQ(contents.tags.at("trainyard.reason"), "too deep");
  EXPECT_EQ(contents.tags.at("trainyard.state"), "failed");
}

TEST(TrialContents, HaveFoldsAndRungsAsSteps) {
  const Contents contents = contents_of_trial(trial_file("complete"), "rmse");
  EXPECT_EQ(contents.name, "trial-000012");
  EXPECT_EQ(contents.start, 1000);
  EXPECT_EQ(contents.end, 3000);
  ASSERT_EQ(contents.metrics.size(), 4U);  // r2 of the first fold is not known
  EXPECT_EQ(contents.metrics[0].key, "cv.rmse");
  EXPECT_EQ(contents.metrics[1].key, "fold.rmse");
  EXPECT_EQ(contents.metrics[2].step, 1);
  EXPECT_EQ(contents.metrics[3].key, "rung.rmse");
  EXPECT_EQ(contents.metrics[3].step, 7);
  ASSERT_EQ(contents.params.size(), 2U);
  EXPECT_EQ(contents.params[1].key, "features.numeric.scale");
  EXPECT_EQ(contents.params[1].value, "robust");
}

TEST(Keys, AreWhatMlflowTakes) {
  EXPECT_EQ(safe_key("test.rmse"), "test.rmse");
  EXPECT_EQ(safe_key("a=b?c"), "a_b_c");
  EXPECT_EQ(safe_key("é"), "__");
  EXPECT_EQ(safe_key(std::string(300, 'a')).size(), 250U);
  EXPECT_EQ(safe_key(""), "_");
}

TEST(Values, AreCutAtTheEndOfACharacter) {
  EXPECT_EQ(cut("abcdef", 6), "abcdef");
  EXPECT_EQ(cut("abcdefg", 6), "abc…");
  EXPECT_EQ(cut("aééé", 6), "aé…");
  EXPECT_EQ(cut("éééé", 6), "é…");
}

}  // namespace
}  // namespace trainyard::tracking
