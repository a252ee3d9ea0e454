#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "host/error/error.hpp"

namespace trainyard {
namespace {

const std::vector<std::string> known{"max_depth", "learning_rate", "subsample", "eta"};

TEST(NearestName, FindsANameWithTwoLettersSwapped) { EXPECT_EQ(nearest_name("max_dpeth", known), "max_depth"); }

TEST(NearestName, FindsANameWithALetterMissingOrTooMany) {
  EXPECT_EQ(nearest_name("subsampl", known), "subsample");
  EXPECT_EQ(nearest_name("learning_raate", known), "learning_rate");
}

TEST(NearestName, CountsASwapAsOneEdit) {
  const std::vector<std::string> words{"ab"};
  EXPECT_EQ(nearest_name("ba", words), "ab");
}

TEST(NearestName, IgnoresCase) { EXPECT_EQ(nearest_name("ETA", known), "eta"); }

TEST(NearestName, TakesTheNearestOfSeveral) {
  const std::vector<std::string> words{"rmsle", "rmse"};
  EXPECT_EQ(nearest_name("rms", words), "rmse");
}

TEST(NearestName, PrefersTheFirstOfEquallyNearOnes) {
  const std::vector<std::string> words{"cat", "car"};
  EXPECT_EQ(nearest_name("cab", words), "cat");
}

TEST(NearestName, FindsNothingMoreThanAThirdOfTheLengthAway) {
  EXPECT_EQ(nearest_name("submarine", known), "");
  EXPECT_EQ(nearest_name("booster", known), "");
}

TEST(NearestName, FindsNothingForAnEmptyOrAnEndlessName) {
  EXPECT_EQ(nearest_name("", known), "");
  EXPECT_EQ(nearest_name(std::string(1'000'000, 'x'), known), "");
}

TEST(Suggest, NamesTheNearOne) { EXPECT_EQ(suggest("max_dpeth", known), ", did you mean 'max_depth'?"); }

TEST(Suggest, ListsAllInTheirOrderWhenNoneIsNear) {
  EXPECT_EQ(suggest("gamma", known), "; known: max_depth, learning_rate, subsample, eta");
}

TEST(Suggest, SaysNothingWhenNothingIsKnown) { EXPECT_EQ(suggest("x", {}), ""); }

}  // namespace
}  // namespace trainyard
