// Conditions, starting points, and keys of the config in a search space.
#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

std::string spaced(const std::string& space, const std::string& more = "") {
  return mistakes_of("search: {" + more + "space: {" + space + "}}\n");
}

const std::string policy = "grow_policy: {categorical: [depthwise, lossguide]}, ";

TEST(When, TakesOneValueOrSeveralOfAChoiceOrAWholeNumber) {
  EXPECT_EQ(spaced(policy + "max_leaves: {int: [2, 64], when: {grow_policy: lossguide}}"), "");
  EXPECT_EQ(spaced("max_leaves: {int: [2, 64], when: {max_depth: [3, 5]}}, max_depth: {int: [3, 9], step: 2}"), "") << "in any order";
  EXPECT_EQ(spaced(policy + "max_depth: {int: [3, 9], when: {grow_policy: lossguide}}, max_leaves: {int: [2, 9], when: {max_depth: 9}}"),
            "")
      << "below each other";
}

TEST(When, UnknownParametersAreAnsweredWithTheNearestOne) {
  EXPECT_EQ(spaced(policy + "max_leaves: {int: [2, 64], when: {grow_polcy: lossguide}}"),
            "c.yaml:3:116: search.space.max_leaves.when.grow_polcy: is no parameter of search.space, did you mean 'grow_policy'?");
}

TEST(When, ValuesThatAreNeverTriedAreNamed) {
  EXPECT_NE(spaced(policy + "max_leaves: {int: [2, 64], when: {grow_policy: losguide}}")
                .find("is 'losguide': must be one of depthwise, lossguide; did you mean 'lossguide'?"),
            std::string::npos);
  EXPECT_NE(spaced("max_depth: {int: [3, 9], step: 2}, max_leaves: {int: [2, 64], when: {max_depth: 4}}")
                .find("is 4: must be 3 and a multiple of the step 2"),
            std::string::npos);
  EXPECT_NE(spaced("max_depth: {int: [3, 9]}, max_leaves: {int: [2, 64], when: {max_depth: 12}}").find("is 12: must be between 3 and 9"),
            std::string::npos);
  EXPECT_NE(spaced("gamma: {float: [0, 1]}, max_leaves: {int: [2, 64], when: {gamma: 0.5}}").find("is a float, whose values no condition"),
            std::string::npos);
}

TEST(When, CyclesAreNamed) {
  const std::string text = spaced(
      "max_depth: {int: [3, 9], when: {max_leaves: 2}}, max_bin: {int: [2, 9], when: {max_depth: 3}}, max_leaves: {int: [2, 4], "
      "when: {max_bin: 2}}");
  EXPECT_NE(text.find("search.space.max_depth.when: leads back to itself (max_depth, max_leaves, max_bin, max_depth)"), std::string::npos)
      << text;
  EXPECT_NE(spaced("max_depth: {int: [3, 9], when: {max_depth: 3}}").find("leads back to itself (max_depth, max_depth)"),
            std::string::npos);
}

TEST(When, AGridCountsTheCombinationsThatExist) {
  const std::string space = policy + "max_leaves: {int: [2, 11], when: {grow_policy: lossguide}}, max_bin: {int: [2, 4]}";
  EXPECT_EQ(spaced(space, "sampler: grid, trials: 33, "), "") << "3 and 10 times 3";
  EXPECT_NE(spaced(space, "sampler: grid, trials: 32, ").find("is less than the grid's 33 combinations"), std::string::npos);
  EXPECT_NE(spaced(policy + "max_leaves: {int: [2, 2000001], when: {grow_policy: lossguide}}", "sampler: grid, ")
                .find("is a grid of 2,000,001 combinations"),
            std::string::npos);
}

TEST(Start, TakesPointsOfTheSpace) {
  EXPECT_EQ(spaced("max_depth: {int: [3, 9]}, eta: {float: [0.01, 1], log: true}", "start: [{max_depth: 6, eta: 0.1}, {eta: 1}], "), "");
}

TEST(Start, WhatTheSpaceDoesNotHoldIsNamed) {
  const std::string space = policy + "max_depth: {int: [3, 9]}, max_leaves: {int: [2, 9], when: {grow_policy: lossguide}}";
  EXPECT_EQ(spaced(space, "start: [{max_depth: 12}], "), "c.yaml:3:30: search.start[0].max_depth: is 12: must be between 3 and 9");
  EXPECT_NE(spaced(space, "start: [{max_depth: 6.5}], ").find("is 6.5: must be a whole number between 3 and 9"), std::string::npos);
  EXPECT_NE(spaced(space, "start: [{max_dpth: 6}], ").find("is no parameter of search.space, did you mean 'max_depth'?"),
            std::string::npos);
  EXPECT_NE(spaced(space, "start: [{max_depth: 6}, {max_leaves: 3}], ")
                .find("search.start[1].max_leaves: exists only with grow_policy: \"lossguide\"; give that beside it"),
            std::string::npos);
  EXPECT_NE(spaced(space, "start: [{max_depth: 6}, {max_depth: 7}], trials: 1, ").find("has 2 points, more than search.trials (1)"),
            std::string::npos);
  EXPECT_NE(spaced("max_depth: {int: [3, 9]}", "sampler: grid, start: [{max_depth: 6}], ").find("does not go with sampler: grid"),
            std::string::npos);
}

TEST(SearchedKeys, AreSingleValuesOfTheTransformAndTheModelsType) {
  EXPECT_EQ(spaced("features.numeric.scale: {categorical: [standard, robust]}, features.categorical.min_frequency: {int: [0, 20]}, "
                   "features.columns.income.scale: {categorical: [none, minmax]}, features.numeric.outliers.factor: {float: [1, 3]}"),
            "");
  EXPECT_EQ(spaced("model.type: {categorical: [xgboost, linear]}, max_depth: {int: [3, 9], when: {model.type: xgboost}}, alpha: {float: "
                   "[0.1, 1]}"),
            "")
      << "alpha is a parameter of both";
}

TEST(SearchedKeys, ATrialsConfigIsTheSameWithTheirValues) {
  const Config config = loaded("features: {numeric: {impute: median}}\n");
  const Config other = config.with({{"features.numeric.scale", "robust"}, {"features.categorical.min_frequency", 7}});
  EXPECT_EQ(other.at("features.numeric.scale"), "robust");
  EXPECT_EQ(other.at("features.numeric.impute"), "median");
  EXPECT_EQ(other.at("features.categorical.min_frequency"), 7);
  EXPECT_EQ(config.at("features.numeric.scale"), "none");
  EXPECT_THROW((void)config.with({{"features.numeric.fill", 3}}), Error) << "which says nothing without impute: constant";
}

TEST(SearchedKeys, MisspeltOnesAreAnsweredWithTheNearest) {
  EXPECT_EQ(spaced("features.numeric.scal: {categorical: [standard, robust]}"),
            "c.yaml:3:41: search.space.features.numeric.scal: is no key that can be searched: only model.type and single values below "
            "features, but window and join, are; did you mean 'features.numeric.scale'?");
  EXPECT_NE(spaced("data.shard_rows: {int: [1, 2]}").find("search.space.data.shard_rows: is no key that can be searched"),
            std::string::npos);
  EXPECT_NE(spaced("features.numeric.scale: {categorical: [standrad, robust]}").find("did you mean 'standard'?"), std::string::npos);
  EXPECT_NE(spaced("features.categorical.min_frequency: {int: [-3, 20]}").find("must be between 0"), std::string::npos);
}

TEST(SearchedKeys, AParameterMustBeOneOfEveryTypeThatItsTrialsMayHave) {
  EXPECT_NE(spaced("model.type: {categorical: [xgboost, linear]}, max_depth: {int: [3, 9]}")
                .find("'max_depth' is not a parameter of linear; known: alpha, "),
            std::string::npos);
  EXPECT_NE(spaced("model.type: {categorical: [xgboost, linear]}, max_depth: {int: [3, 9]}").find("; model.type is searched: say with"),
            std::string::npos);
  EXPECT_NE(spaced("model.type: {categorical: [xgbost, linear]}").find("did you mean 'xgboost'?"), std::string::npos);
}

}  // namespace
}  // namespace trainyard::config
