// The search space and the parameters, checked against the family.
#include "tests/host/config/written.hpp"

namespace trainyard::config {
namespace {

std::string space(const std::string& text) { return mistakes_of("search:\n  space:\n    " + text + "\n"); }

TEST(Space, TakesTheThreeKindsOfDimension) {
  EXPECT_EQ(
      space("{max_depth: {int: [3, 10], step: 2}, learning_rate: {float: [0.01, 0.3], log: true}, grow_policy: {categorical: [depthwise, "
            "lossguide]}}"),
      "");
}

TEST(Space, LowAboveHighIsNamed) {
  EXPECT_EQ(space("max_depth: {int: [10, 3]}"), "c.yaml:5:16: search.space.max_depth: low (10) is above high (3)");
  EXPECT_EQ(space("learning_rate: {float: [0.3, 0.01]}"), "c.yaml:5:20: search.space.learning_rate: low (0.3) is above high (0.01)");
}

TEST(Space, EmptyRangeIsNamed) {
  EXPECT_EQ(space("max_depth: {int: []}"), "c.yaml:5:22: search.space.max_depth.int: must have exactly 2 entries, like [3, 10]; has 0");
  EXPECT_EQ(space("max_depth: {categorical: []}"),
            "c.yaml:5:30: search.space.max_depth.categorical: is empty; give at least 1, like [hist, approx]");
  EXPECT_NE(mistakes_of("search: {space: {}}\n").find("search.space: is empty; give at least 1"), std::string::npos);
  EXPECT_NE(mistakes_of("search: {trials: 3}\n").find("search.space: required key is missing"), std::string::npos);
}

TEST(Space, LogThroughZeroIsNamed) {
  EXPECT_EQ(space("learning_rate: {float: [0, 0.3], log: true}"), "c.yaml:5:20: search.space.learning_rate: log needs a low above 0; is 0");
}

TEST(Space, StepsMustBePositiveAndFit) {
  EXPECT_NE(space("max_depth: {int: [3, 10], step: 0}").find("max_depth.step: must be above 0; is 0"), std::string::npos);
  EXPECT_NE(space("max_depth: {int: [3, 10], step: 1.5}").find("max_depth.step: must be an integer"), std::string::npos);
  EXPECT_NE(space("subsample: {float: [0.5, 1], step: 2}").find("subsample.step: (2) is wider than the range"), std::string::npos);
  EXPECT_NE(space("learning_rate: {float: [0.1, 1], step: 0.1, log: true}").find("does not go with log"), std::string::npos);
}

TEST(Space, KindIsExactlyOne) {
  EXPECT_EQ(
      space("max_depth: {itn: [3, 10]}"),
      "c.yaml:5:16: search.space.max_depth: must hold exactly one of int, float, categorical, like {int: [3, 10]}; did you mean 'int' by "
      "'itn'?");
  EXPECT_NE(space("max_depth: {int: [3, 10], float: [1, 2]}").find("must hold exactly one of"), std::string::npos);
  EXPECT_EQ(space("max_depth: [3, 10]"),
            "c.yaml:5:16: search.space.max_depth: must be a map with one of int, float, categorical, like {int: [3, 10]}; is a list");
  EXPECT_NE(space("max_depth: {int: [3, 10], lg: true}").find("search.space.max_depth.lg: unknown key, did you mean 'log'?"),
            std::string::npos);
}

TEST(Space, BoundsAreNumbersOfTheirKind) {
  EXPECT_NE(space("max_depth: {int: [3, 4.5]}").find("c.yaml:5:26: search.space.max_depth.int[1]: must be an integer; is '4.5'"),
            std::string::npos);
}

TEST(Space, UnknownParameterIsAnsweredWithTheNearestOne) {
  const std::string text = space("max_dpeth: {int: [3, 10]}");
  EXPECT_TRUE(text.starts_with("c.yaml:5:16: search.space.max_dpeth: ")) << text;
  EXPECT_NE(text.find("did you mean 'max_depth'?"), std::string::npos) << text;
}

TEST(Space, ValuesThatTheFamilyRefusesAreNamed) {
  EXPECT_TRUE(space("subsample: {float: [0.5, 2]}").starts_with("c.yaml:5:16: search.space.subsample: "));
  EXPECT_TRUE(space("max_depth: {float: [3, 10.5]}").starts_with("c.yaml:5:16: search.space.max_depth: "));
  EXPECT_TRUE(space("grow_policy: {categorical: [depthwise, sideways]}").starts_with("c.yaml:5:18: search.space.grow_policy: "));
}

TEST(Space, TwoNamesOfOneParameterAreNamed) {
  EXPECT_NE(space("{eta: {float: [0.1, 0.3]}, learning_rate: {float: [0.1, 0.3]}}")
                .find("search.space.learning_rate: is the same parameter as 'eta'"),
            std::string::npos);
}

TEST(Space, NeedsFoldsToCompareTrialsBy) {
  EXPECT_EQ(mistakes_of("split: {folds: 1}\nsearch: {space: {max_depth: {int: [3, 5]}}}\n"),
            "c.yaml:3:16: split.folds: must be at least 2 with a search, which compares trials by cross-validation; is 1");
}

std::string grid(const std::string& text) { return mistakes_of("search:\n  sampler: grid\n  " + text + "\n"); }

TEST(Grid, TakesIntegersSteppedFloatsAndCategories) {
  EXPECT_EQ(grid("space: {max_depth: {int: [3, 10]}, subsample: {float: [0.5, 1], step: 0.1}, grow_policy: {categorical: [depthwise]}}"),
            "");
}

TEST(Grid, OfAFloatWithoutAStepIsNamedWithTheRemedy) {
  EXPECT_EQ(
      grid("space: {learning_rate: {float: [0.1, 0.3]}}"),
      "c.yaml:5:26: search.space.learning_rate: a grid of a float needs a step, as in {float: [0.5, 1], step: 0.1}, or its values, as "
      "in {categorical: [0.5, 0.7, 1]}");
}

TEST(Grid, HasNoLogarithmicScale) {
  EXPECT_TRUE(
      grid("space: {max_bin: {int: [2, 512], log: true}}").starts_with("c.yaml:5:41: search.space.max_bin.log: is for drawn values"));
}

TEST(Grid, TooLargeIsRefusedWithItsExactSize) {
  EXPECT_EQ(
      grid("space: {max_depth: {int: [1, 1000000]}, max_leaves: {int: [1, 1000000]}}"),
      "c.yaml:5:10: search.space: is a grid of 1,000,000,000,000 combinations (max_depth 1,000,000, max_leaves 1,000,000), more than the "
      "1,000,000 a study may have; widen the steps, or use sampler: random");
  EXPECT_EQ(grid("space: {max_leaves: {int: [1, 1000000]}}"), "");
  EXPECT_NE(grid("space: {max_leaves: {int: [1, 1000001]}}").find("is a grid of 1,000,001 combinations"), std::string::npos);
  EXPECT_NE(
      grid("space: {gamma: {float: [0, 1], step: 1e-30}, reg_lambda: {float: [0, 1], step: 1e-300}}").find("about 10^330 combinations"),
      std::string::npos);
}

TEST(Grid, IsNotCutByTrials) {
  EXPECT_EQ(grid("trials: 7\n  space: {max_depth: {int: [1, 8]}}"),
            "c.yaml:5:11: search.trials: is less than the grid's 8 combinations; take it out to try all of them, or use sampler: random");
  EXPECT_EQ(grid("trials: 8\n  space: {max_depth: {int: [1, 8]}}"), "");
}

TEST(Params, UnknownOneIsAnsweredWithTheNearest) {
  const std::string text = mistakes_of("model:\n  params:\n    max_dpeth: 6\n");
  EXPECT_TRUE(text.starts_with("c.yaml:5:16: model.params.max_dpeth: ")) << text;
  EXPECT_NE(text.find("did you mean 'max_depth'?"), std::string::npos) << text;
}

TEST(Params, WhatTrainyardSetsItselfIsNamedWithItsKey) {
  const std::string text = mistakes_of("model: {params: {nthread: 4, seed: 1, device: cuda}}\n");
  EXPECT_TRUE(text.starts_with("c.yaml:3:27: model.params.nthread: ")) << text;
  EXPECT_NE(text.find("the config's threads"), std::string::npos) << text;
  EXPECT_NE(text.find("\nc.yaml:3:36: model.params.seed: "), std::string::npos) << text;
  EXPECT_NE(text.find("the config's device"), std::string::npos) << text;
  EXPECT_NE(space("n_jobs: {int: [1, 2]}").find("the config's threads"), std::string::npos);
}

TEST(Params, ThatGoTogetherAcrossSpaceAndParamsAreTaken) {
  EXPECT_EQ(mistakes_of("model: {params: {objective: \"reg:pseudohubererror\"}}\nsearch: {space: {huber_slope: {float: [0.5, 2]}}}\n"), "");
}

TEST(Params, AreNotCheckedAgainstAFamilyThatIsMisspelt) {
  EXPECT_EQ(mistakes_of("model: {type: xgbost, params: {max_depth: 6}}\n"),
            "c.yaml:3:15: model.type: unknown value 'xgbost', did you mean 'xgboost'?");
}

}  // namespace
}  // namespace trainyard::config
