#include <gtest/gtest.h>
#include <map>

#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using Problems = std::multimap<std::string, std::string>;

Params canonical(const Params& given, Problems& problems) {
  return family("xgboost").canonical(given, [&](const auto& name, const auto& message) { problems.emplace(name, message); });
}

std::string only_problem(const Params& given) {
  Problems problems;
  canonical(given, problems);
  if (problems.size() != 1) return std::to_string(problems.size()) + " problems";
  return problems.begin()->first + ": " + problems.begin()->second;
}

TEST(CanonicalParams, TakesEveryAliasForItsParameter) {
  Problems problems;
  const Params out = canonical({{"eta", 0.1}, {"lambda", 2.0}, {"alpha", 0.5}, {"min_split_loss", 1.5}, {"num_boost_round", 7}}, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(out, Params({{"learning_rate", 0.1}, {"reg_lambda", 2.0}, {"reg_alpha", 0.5}, {"gamma", 1.5}, {"n_estimators", 7}}));
}

TEST(CanonicalParams, MakesIntegersGivenForFloatsFloats) {
  Problems problems;
  EXPECT_EQ(canonical({{"reg_lambda", 2}}, problems).dump(), R"({"reg_lambda":2.0})");
  EXPECT_TRUE(problems.empty());
}

TEST(CanonicalParams, SuggestsTheNearestName) {
  EXPECT_EQ(only_problem({{"max_dpeth", 6}}), "max_dpeth: 'max_dpeth' is not a parameter of xgboost, did you mean 'max_depth'?");
}

TEST(CanonicalParams, RefusesAnAliasBesideItsParameter) {
  EXPECT_EQ(only_problem({{"learning_rate", 0.1}, {"eta", 0.2}}), "eta: is the same parameter as 'learning_rate': give one of them");
}

TEST(CanonicalParams, RefusesWrongTypes) {
  EXPECT_EQ(only_problem({{"max_depth", 6.0}}), "max_depth: must be a whole number, not the decimal 6.0");
  EXPECT_EQ(only_problem({{"max_depth", "six"}}), "max_depth: must be a whole number, not \"six\"");
  EXPECT_EQ(only_problem({{"max_depth", true}}), "max_depth: must be a whole number, not true");
  EXPECT_EQ(only_problem({{"subsample", "0.5"}}), "subsample: must be a number, not \"0.5\"");
  EXPECT_EQ(only_problem({{"one_drop", 1}}), "one_drop: must be true or false, not 1");
  EXPECT_EQ(only_problem({{"objective", 3}}), "objective: must be a text, not 3");
  EXPECT_EQ(only_problem({{"max_depth", nullptr}}), "max_depth: must be a whole number, not null");
}

TEST(CanonicalParams, RefusesValuesOutOfRangeWithValueAndRange) {
  EXPECT_EQ(only_problem({{"max_depth", -1}}), "max_depth: is -1: must be at least 0");
  EXPECT_EQ(only_problem({{"learning_rate", 1.5}}), "learning_rate: is 1.5: must be between 0 and 1");
  EXPECT_EQ(only_problem({{"eta", -0.1}}), "eta: is -0.1: must be between 0 and 1");
  EXPECT_EQ(only_problem({{"subsample", 0}}), "subsample: is 0.0: must be between 1e-06 and 1");
  EXPECT_EQ(only_problem({{"max_leaves", 3000000000}}), "max_leaves: is 3000000000: must be at most 2147483647");
  EXPECT_EQ(only_problem({{"max_leaves", std::uint64_t{18446744073709551615U}}}),
            "max_leaves: is 18446744073709551615: must be at most 2147483647");
  EXPECT_EQ(only_problem({{"gamma", std::nan("")}}), "gamma: must be a finite number");
}

TEST(CanonicalParams, SuggestsTheNearestChoice) {
  EXPECT_EQ(only_problem({{"booster", "drat"}}), "booster: 'drat' is not one of its values, did you mean 'dart'?");
  EXPECT_EQ(only_problem({{"tree_method", "exact"}}), "tree_method: 'exact' is not one of its values; known: hist");
}

TEST(CanonicalParams, SaysWhereToSetWhatIsNotAModelParameter) {
  EXPECT_EQ(only_problem({{"device", "cuda"}}), "device: cannot be set here: it is set by the config's device");
  EXPECT_EQ(only_problem({{"n_jobs", 4}}), "n_jobs: cannot be set here: it is set by the config's threads, and never changes a model");
  EXPECT_EQ(only_problem({{"random_state", 4}}), "random_state: cannot be set here: it is set by the config's seed");
}

TEST(CanonicalParams, RefusesAParameterThatTheChosenBoosterLeavesUnused) {
  EXPECT_EQ(only_problem({{"booster", "gbtree"}, {"rate_drop", 0.1}}),
            "rate_drop: is used with booster: dart, not with gbtree: remove it or change booster");
  EXPECT_EQ(only_problem({{"booster", "dart"}, {"rate_drop", 0.1}}), "0 problems");
  EXPECT_EQ(only_problem({{"rate_drop", 0.1}}), "0 problems") << "the booster may be given elsewhere, as in a search space";
}

TEST(CanonicalParams, ReportsEveryMistakeAtOnce) {
  Problems problems;
  const Params out = canonical({{"max_depth", -1}, {"etaa", 1}, {"subsample", 0.5}, {"seed", 3}}, problems);
  EXPECT_EQ(problems.size(), 3U);
  EXPECT_EQ(out, Params({{"subsample", 0.5}}));
}

TEST(CompleteParams, HasEveryParameterInTheOrderOfTheListAndKeepsWhatWasGiven) {
  const Family& xgboost = family("xgboost");
  const Params all = xgboost.complete({{"max_depth", 3}});
  ASSERT_EQ(all.size(), xgboost.params().size());
  auto at = all.begin();
  for (const ParamSpec& spec : xgboost.params()) {
    EXPECT_EQ(at.key(), spec.name);
    EXPECT_EQ(at.value(), spec.name == "max_depth" ? Params(3) : spec.fallback);
    ++at;
  }
}

TEST(ParamSpecs, HaveDefaultsThatTheirOwnCheckAcceptsAndNoNameTwice) {
  for (const Family* each : families()) {
    std::map<std::string, int> seen;
    for (const ParamSpec& spec : each->params()) {
      EXPECT_EQ(
          each->canonical({{spec.name, spec.fallback}}, [&](const auto& name, const auto& message) { ADD_FAILURE() << name << message; }),
          Params({{spec.name, spec.fallback}}));
      EXPECT_EQ(++seen[spec.name], 1) << spec.name;
      for (const auto& alias : spec.aliases) EXPECT_EQ(++seen[alias], 1) << alias;
      EXPECT_TRUE(spec.doc.ends_with('.')) << spec.name;
    }
  }
}

TEST(Families, AreFoundByNameAndAnUnknownNameGetsASuggestion) {
  EXPECT_EQ(family("baseline").name(), "baseline");
  const Error error = testing::error_of([] { (void)family("xgbost"); });
  EXPECT_EQ(error.code(), ExitCode::bad_config);
  EXPECT_STREQ(error.what(), "'xgbost' is not a model family, did you mean 'xgboost'?");
}

}  // namespace
}  // namespace trainyard::models
