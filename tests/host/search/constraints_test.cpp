// Constraints: how far a trial is from keeping them, and what that does to its rank.
#include "host/search/constraints.hpp"

#include <gtest/gtest.h>

#include "host/error/error.hpp"
#include "host/search/rank.hpp"
#include "host/search/sampler.hpp"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

ordered_json two_scored_folds(double r2, double bytes) {
  return {{{"scores", {{"r2", r2 - 0.25}}}, {"rounds", 10}, {"model_bytes", bytes}},
          {{"scores", {{"r2", r2 + 0.25}}}, {"rounds", 20}, {"model_bytes", bytes}}};
}

Constraint at_most(const std::string& quantity, double bound) { return {.quantity = quantity, .min = std::nullopt, .max = bound}; }
Constraint at_least(const std::string& quantity, double bound) { return {.quantity = quantity, .min = bound, .max = std::nullopt}; }

TEST(Constraints, AreKeptByTheMeanOverTheFoldsBoundsIncluded) {
  const std::vector<Constraint> constraints{at_least("r2", 0.5), at_most("rounds", 15), at_most("model_bytes", 100)};
  EXPECT_EQ(violations_of(constraints, two_scored_folds(0.5, 100)), ordered_json::object());
}

TEST(Constraints, AreBrokenByAShareOfTheBound) {
  const std::vector<Constraint> constraints{at_least("r2", 0.5), at_most("model_bytes", 100), at_most("rounds", 15)};
  EXPECT_EQ(violations_of(constraints, two_scored_folds(0.25, 150)), (ordered_json{{"r2", 0.5}, {"model_bytes", 0.5}}));
  EXPECT_EQ(told(constraints, two_scored_folds(0.25, 150)), "r2 is 0.25, below 0.5, model_bytes is 150, above 100");
  EXPECT_EQ(violations_of(std::vector{at_most("r2", 0)}, two_scored_folds(0.25, 1)), (ordered_json{{"r2", 0.25}}));
}

TEST(Constraints, OnWhatIsNotDefinedFailTheTrial) {
  ordered_json folds = two_scored_folds(0.5, 1);
  folds[1]["scores"]["r2"] = nullptr;
  try {
    violations_of(std::vector{at_least("r2", 0.5)}, folds);
    FAIL() << "a metric that is not defined was taken for kept";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::bad_data);
  }
}

Trial valued(std::uint64_t number, double value, const ordered_json& violations) {
  return {.number = number, .state = "complete", .value = value, .folds = ordered_json::array(), .violations = violations};
}

TEST(Rank, OneThatKeepsTheConstraintsIsBeforeABetterOneThatDoesNot) {
  const Trial kept = valued(3, 9, ordered_json::object()), broken = valued(1, 2, {{"r2", 0.1}}), worse = valued(0, 1, {{"r2", 0.2}});
  EXPECT_TRUE(ranks_before(kept, broken, false));
  EXPECT_FALSE(ranks_before(broken, kept, false));
  EXPECT_TRUE(ranks_before(broken, worse, false)) << "of two that do not, the one that comes nearer";
}

TEST(Rank, IsByValueThenByNumber) {
  const Trial low = valued(5, 1, nullptr), high = valued(2, 2, nullptr), same = valued(7, 1, nullptr);
  EXPECT_TRUE(ranks_before(low, high, false));
  EXPECT_TRUE(ranks_before(high, low, true));
  EXPECT_TRUE(ranks_before(low, same, false));
  EXPECT_FALSE(ranks_before(same, low, true));
}

TEST(Trial, KeepsItsViolationsInItsFile) {
  const Trial broken = valued(3, 9, {{"r2", 0.25}, {"rounds", 0.5}});
  EXPECT_EQ(broken.to_json()["feasible"], false);
  EXPECT_EQ(Trial::from_json(broken.to_json()).violation(), 0.75);
  EXPECT_EQ(valued(3, 9, ordered_json::object()).to_json()["feasible"], true);
  EXPECT_FALSE(valued(3, 9, nullptr).to_json().contains("feasible")) << "a study without constraints says nothing of them";
}

const std::vector<Dimension> square = {{.name = "x", .low = -5, .high = 5}, {.name = "y", .low = -5, .high = 5}};

/// Trials at random points, of which every other one breaks a constraint.
std::vector<Past> half_broken(std::uint64_t trials) {
  std::vector<Past> past;
  for (std::uint64_t n = 0; n < trials; ++n) {
    past.push_back({.number = n,
                    .params = propose_random({.space = square, .seed = 1, .trial = n}),
                    .value = uniform(2, n, "value"),
                    .state = "complete"});
    if (n % 2 == 1) past.back().violation = uniform(3, n, "violation");
  }
  return past;
}

TEST(Tpe, RanksTrialsThatBreakConstraintsBehindAllOthersTheMoreTheLater) {
  for (const std::uint64_t trials : {12, 30, 60}) {
    auto broken = half_broken(trials), bad = broken;
    for (auto& one : broken) one.value = one.violation > 0 ? -one.value : one.value;  // the best of all, were they allowed
    for (auto& one : bad) {
      if (one.violation > 0) one.value = 1000 + one.violation;
      one.violation = 0;
    }
    const Question question{.space = square, .seed = 4, .trial = trials, .history = broken};
    Question same = question, free = question;
    same.history = bad;
    EXPECT_EQ(propose_tpe(question), propose_tpe(same)) << trials << " trials";
    auto ignored = broken;
    for (auto& one : ignored) one.violation = 0;
    free.history = ignored;
    EXPECT_NE(propose_tpe(question), propose_tpe(free)) << "the constraints make a difference to what is tried";
  }
}

TEST(Dimension, HoldsItsOwnValuesAndNoOthers) {
  const Dimension depth{.name = "depth", .kind = Kind::integer, .low = 2, .high = 11, .step = 3};
  for (const int value : {2, 5, 8, 11}) EXPECT_TRUE(depth.holds(value)) << value;
  for (const ordered_json& value : {ordered_json(3), ordered_json(14), ordered_json(5.0), ordered_json("5"), ordered_json()})
    EXPECT_FALSE(depth.holds(value)) << value;
  const Dimension share{.name = "share", .low = 0.1, .high = 1, .step = 0.1};
  EXPECT_TRUE(share.holds(0.3));
  EXPECT_TRUE(share.holds(1));
  EXPECT_FALSE(share.holds(0.35));
  const Dimension way{.name = "way", .kind = Kind::categorical, .choices = {"a", 3, true}};
  EXPECT_TRUE(way.holds(3));
  EXPECT_FALSE(way.holds("3"));
}

}  // namespace
}  // namespace trainyard::search
