#include "host/search/space.hpp"

#include <gtest/gtest.h>
#include <map>

#include "host/search/sampler.hpp"

namespace trainyard::search {
namespace {

TEST(Dimension, IntegersAreEquallyLikelyAndReachBothEnds) {
  const Dimension depth{.name = "max_depth", .kind = Kind::integer, .low = 3, .high = 6};
  std::map<int, int> seen;
  for (int i = 0; i < 4000; ++i) ++seen[depth.at((i + 0.5) / 4000).get<int>()];
  EXPECT_EQ(seen, (std::map<int, int>{{3, 1000}, {4, 1000}, {5, 1000}, {6, 1000}}));
}

TEST(Dimension, SteppedIntegersStayOnTheGrid) {
  const Dimension dimension{.name = "n", .kind = Kind::integer, .low = 10, .high = 35, .step = 10};
  std::map<int, int> seen;
  for (int i = 0; i < 300; ++i) ++seen[dimension.at((i + 0.5) / 300).get<int>()];
  EXPECT_EQ(seen, (std::map<int, int>{{10, 100}, {20, 100}, {30, 100}}));
}

TEST(Dimension, LogFloatsSpendHalfTheDrawsBelowTheGeometricMean) {
  const Dimension rate{.name = "learning_rate", .kind = Kind::floating, .low = 0.01, .high = 1, .log = true};
  int below = 0;
  for (int i = 0; i < 1000; ++i) {
    const double value = rate.at((i + 0.5) / 1000);
    ASSERT_GE(value, 0.01);
    ASSERT_LE(value, 1.0);
    below += value < 0.1;
  }
  EXPECT_EQ(below, 500);
}

TEST(Dimension, LogIntegersReachBothEnds) {
  const Dimension dimension{.name = "max_bin", .kind = Kind::integer, .low = 2, .high = 512, .log = true};
  EXPECT_EQ(dimension.at(0.0), 2);
  EXPECT_EQ(dimension.at(0.9999999), 512);
}

TEST(Dimension, ChoicesKeepTheirType) {
  const Dimension policy{.name = "grow_policy", .kind = Kind::categorical, .choices = {"depthwise", "lossguide", 3, true}};
  EXPECT_EQ(policy.at(0.0), "depthwise");
  EXPECT_EQ(policy.at(0.6), 3);
  EXPECT_EQ(policy.at(0.99), true);
}

TEST(Dimension, SteppedFloatsAreTheNumbersThatAPersonWouldWrite) {
  const Dimension rate{.name = "eta", .kind = Kind::floating, .low = 0.1, .high = 0.9, .step = 0.1};
  ASSERT_EQ(rate.points(), 9U);
  for (std::uint64_t i = 0; i < 9; ++i) EXPECT_EQ(rate.point(i).dump(), "0." + std::to_string(i + 1));
  EXPECT_EQ(rate.at(0.0), 0.1);
  EXPECT_EQ(rate.at(0.999), 0.9);
  const Dimension odd{.name = "x", .kind = Kind::floating, .low = 0, .high = 1, .step = 0.3};
  EXPECT_EQ(odd.points(), 4U);
  EXPECT_EQ(odd.point(3), 0.9) << "the upper end need not be met";
}

TEST(GridSampler, TakesEveryCombinationOnceTheLastDimensionFastest) {
  const std::vector<Dimension> space = {{.name = "depth", .kind = Kind::integer, .low = 2, .high = 6, .step = 2},
                                        {.name = "bins", .kind = Kind::integer, .low = 1, .high = 2},
                                        {.name = "policy", .kind = Kind::categorical, .choices = {"a", true}}};
  ASSERT_EQ(grid_size(space), 12U);
  std::vector<std::string> expected;
  for (const char* depth : {"2", "4", "6"}) {
    for (const char* bins : {"1", "2"}) {
      for (const char* policy : {"\"a\"", "true"}) {
        expected.push_back(std::string(R"({"depth":)") + depth + R"(,"bins":)" + bins + R"(,"policy":)" + policy + "}");
      }
    }
  }
  std::vector<std::string> found;
  for (std::uint64_t trial = 0; trial < 12; ++trial) found.push_back(propose_grid({.space = space, .seed = trial, .trial = trial}).dump());
  EXPECT_EQ(found, expected) << "and the seed changes nothing";
}

TEST(Space, AliasesGetTheirCanonicalNamesInConditionsAndStartingPointsToo) {
  std::vector<Dimension> space = {{.name = "num_parallel_tree", .kind = Kind::integer, .low = 1, .high = 3},
                                  {.name = "eta", .low = 0.1, .high = 1, .when = {{"num_parallel_tree", {1}}}},
                                  {.name = "features.numeric.scale", .kind = Kind::categorical, .choices = {"none", "standard"}}};
  std::vector<models::Params> start = {{{"eta", 0.5}, {"num_parallel_tree", 1}}};
  use_canonical_names(models::family("xgboost"), space, start);
  EXPECT_EQ(space[1].name, "learning_rate");
  EXPECT_EQ(space[1].when[0].parameter, space[0].name);
  EXPECT_EQ(space[2].name, "features.numeric.scale");
  EXPECT_EQ(start[0]["learning_rate"], 0.5);
}

TEST(Space, AProposalIsReadIntoParametersKeysAndFamily) {
  const Proposal proposal = read_proposal({{"model.type", "linear"}, {"alpha", 0.5}, {"features.numeric.scale", "robust"}});
  EXPECT_EQ(proposal.family, "linear");
  EXPECT_EQ(proposal.model, (models::Params{{"alpha", 0.5}}));
  EXPECT_EQ(proposal.keys, (models::Params{{"features.numeric.scale", "robust"}}));
  EXPECT_EQ(read_proposal({{"alpha", 0.5}}).family, "");
}

TEST(Samplers, AreThoseThatTheConfigOffers) {
  std::vector<std::string> names;
  for (const auto& sampler : samplers()) names.push_back(sampler.name);
  EXPECT_EQ(config::json_schema()["properties"]["search"]["properties"]["sampler"]["enum"], names);
}

TEST(RandomSampler, ATrialDependsOnSeedAndNumberAlone) {
  const Dimension depth{.name = "max_depth", .kind = Kind::integer, .low = 1, .high = 1000};
  const Dimension rate{.name = "learning_rate", .kind = Kind::floating, .low = 0, .high = 1};
  const std::vector<Dimension> forward = {depth, rate};
  const std::vector<Dimension> backward = {rate, depth};
  const auto first = propose_random({.space = forward, .seed = 42, .trial = 7});
  EXPECT_EQ(first, propose_random({.space = forward, .seed = 42, .trial = 7}));
  EXPECT_EQ(first["max_depth"], propose_random({.space = backward, .seed = 42, .trial = 7})["max_depth"])
      << "the order of the space must not matter";
  EXPECT_NE(first, propose_random({.space = forward, .seed = 42, .trial = 8}));
  EXPECT_NE(first, propose_random({.space = forward, .seed = 43, .trial = 7}));
}

TEST(RandomSampler, DrawsAreUniformAcrossTrials) {
  int low = 0;
  for (std::uint64_t trial = 0; trial < 10000; ++trial) low += uniform(1, trial, "x") < 0.5;
  EXPECT_NEAR(low, 5000, 250);
}

TEST(RandomSampler, ModelSeedsFitInXgboostsSeed) {
  for (std::uint64_t fold = 0; fold < 1000; ++fold) EXPECT_LT(fold_seed(42, fold), 1ULL << 31);
  EXPECT_NE(fold_seed(42, 0), fold_seed(42, 1));
}

}  // namespace
}  // namespace trainyard::search
