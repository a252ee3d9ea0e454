// Importance of parameters, held to what Optuna says of the same studies (optuna_importance.py writes that down).
#include "host/search/importance.hpp"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

#include "tests/source_folder.hpp"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

Dimension read_space_entry(const std::string& name, const ordered_json& written) {
  Dimension dimension{.name = name};
  for (const char* kind : {"int", "float"}) {
    if (!written.contains(kind)) continue;
    dimension.kind = kind == std::string("int") ? Kind::integer : Kind::floating;
    dimension.low = written[kind][0];
    dimension.high = written[kind][1];
  }
  if (written.contains("categorical")) {
    dimension.kind = Kind::categorical;
    dimension.choices.assign(written["categorical"].begin(), written["categorical"].end());
  }
  dimension.step = written.value("step", 0.0);
  dimension.log = written.value("log", false);
  return dimension;
}

Trial scored(std::uint64_t number, models::Params params, double value, const std::string& state = "complete") {
  return {.number = number, .state = state, .params = std::move(params), .value = value, .folds = ordered_json::array(), .reason = ""};
}

const Dimension unit{.name = "x", .low = 0, .high = 1};
const Dimension idle{.name = "idle", .low = 0, .high = 1};

/// Trials whose value is x; `idle` goes through its range in another order.
std::vector<Trial> line(std::size_t count) {
  std::vector<Trial> trials;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = static_cast<double>(i) / static_cast<double>(count),
                 y = static_cast<double>(i * 7 % count) / static_cast<double>(count);
    trials.push_back(scored(i, {{"x", x}, {"idle", y}}, x));
  }
  return trials;
}

TEST(Importance, EqualsOptunasOnItsStudies) {
  const auto fixture = ordered_json::parse(std::ifstream(trainyard::test::source_folder() / "tests/host/search/optuna_importance.json"));
  ASSERT_EQ(fixture["cases"].size(), 7U);
  for (const auto& one : fixture["cases"]) {
    std::vector<Dimension> space;
    for (const auto& [name, written] : one["space"].items()) space.push_back(read_space_entry(name, written));
    std::vector<Trial> trials;
    for (const auto& trial : one["trials"]) {
      const double value = trial["value"].is_number() ? trial["value"].get<double>() : std::nan("");
      trials.push_back(scored(trials.size(), trial["params"], value, trial["state"]));
    }
    const auto found = importance(space, trials, one["direction"] == "maximize");
    ASSERT_TRUE(found) << one["name"];
    ASSERT_EQ(one["importance"].size(), space.size()) << one["name"];
    for (std::size_t i = 0; i < space.size(); ++i) {
      const double expected = one["importance"].at(space[i].name);
      EXPECT_NEAR(found->values[i], expected, 1e-9) << one["name"] << ", " << space[i].name;
    }
  }
}

TEST(Importance, AddsUpToOneAndTellsWhatDecidesFromWhatDoesNot) {
  const auto found = importance(std::vector{unit, idle}, line(97), false);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->trials, 97U);
  EXPECT_EQ(found->best, 10U);
  EXPECT_NEAR(std::accumulate(found->values.begin(), found->values.end(), 0.0), 1, 1e-12);
  EXPECT_GT(found->values[0], 0.9);
}

TEST(Importance, NeedsFourCompleteTrials) {
  auto trials = line(4);
  EXPECT_TRUE(importance(std::vector{unit, idle}, trials, false));
  trials[2].state = "pruned";
  EXPECT_FALSE(importance(std::vector{unit, idle}, trials, false));
  trials[2].state = "complete";
  trials[2].value = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(importance(std::vector{unit, idle}, trials, false)) << "a value that is not finite ranks nowhere";
  EXPECT_FALSE(importance(std::vector{unit, idle}, {}, false));
}

TEST(Importance, IsNothingWhereAllTrialsAreEquallyGood) {
  auto trials = line(30);
  for (auto& trial : trials) trial.value = 5;
  const auto found = importance(std::vector{unit, idle}, trials, true);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->best, 30U);
  EXPECT_EQ(found->values, (std::vector<double>{0, 0}));
}

TEST(Importance, OfOneValueIsNothing) {
  const Dimension fixed{.name = "fixed", .kind = Kind::integer, .low = 3, .high = 3};
  const Dimension only{.name = "only", .kind = Kind::categorical, .choices = {"one"}};
  const Dimension narrow{.name = "narrow", .kind = Kind::integer, .low = 2, .high = 4, .step = 5};
  auto trials = line(40);
  for (auto& trial : trials) trial.params.update({{"fixed", 3}, {"only", "one"}, {"narrow", 2}});
  const auto found = importance(std::vector{fixed, only, narrow, unit}, trials, false);
  EXPECT_EQ(found->values, (std::vector<double>{0, 0, 0, 1}));
}

TEST(Importance, PrunedAndFailedTrialsChangeNothing) {
  auto trials = line(50);
  const auto before = importance(std::vector{unit, idle}, trials, false);
  for (std::size_t i = 0; i < 20; ++i) {
    trials.push_back(scored(50 + i, {{"x", 0.9}, {"idle", 0.5}}, i % 2 == 0 ? -100.0 : std::nan(""), i % 2 == 0 ? "pruned" : "failed"));
  }
  EXPECT_EQ(importance(std::vector{unit, idle}, trials, false)->values, before->values);
}

TEST(Importance, MaximisingIsMinimisingTheOpposite) {
  auto trials = line(50);
  const auto low = importance(std::vector{unit, idle}, trials, false);
  for (auto& trial : trials) trial.value = -trial.value;
  EXPECT_EQ(importance(std::vector{unit, idle}, trials, true)->values, low->values);
}

TEST(Importance, AParameterThatNoTrialHasIsOfNone) {
  const Dimension absent{.name = "absent", .low = 0, .high = 1};
  EXPECT_EQ(importance(std::vector{absent, unit}, line(40), false)->values, (std::vector<double>{0, 1}));
}

}  // namespace
}  // namespace trainyard::search
