#include "host/models/class_weight.hpp"

#include <gtest/gtest.h>

namespace trainyard::models {
namespace {

constexpr Target three{.task = Task::multiclass, .classes = 3};

TEST(TrainingWeights, AreNoneWhereEveryRowCountsAsOne) { EXPECT_TRUE(training_weights(std::vector<float>{0, 1}, {}, {}, three).empty()); }

TEST(TrainingWeights, BalancedAreScikitLearns) {
  // compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 1, 2, 2]) of scikit-learn 1.7: 0.6667, 2, 1
  const std::vector<float> y = {0, 0, 0, 1, 2, 2};
  const auto weights = training_weights(y, {}, {.balanced = true, .fixed = {}}, three);
  EXPECT_FLOAT_EQ(weights[0], 2.0F / 3.0F);
  EXPECT_FLOAT_EQ(weights[3], 2.0F);
  EXPECT_FLOAT_EQ(weights[5], 1.0F);
}

TEST(TrainingWeights, OfTheClassAndTheRowAreMultiplied) {
  const std::vector<double> own = {1, 2, 0};
  EXPECT_EQ(training_weights(std::vector<float>{0, 2, 1}, own, {.balanced = false, .fixed = {1, 5, 3}}, three),
            (std::vector<float>{1, 6, 0}));
  EXPECT_EQ(training_weights(std::vector<float>{0, 2, 1}, own, {}, three), (std::vector<float>{1, 2, 0}));
}

}  // namespace
}  // namespace trainyard::models
