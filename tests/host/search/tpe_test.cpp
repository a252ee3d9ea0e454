// The TPE sampler. That it finds what Optuna's finds is compared in bench/sampler.
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>

#include "host/search/sampler.hpp"
#include "host/search/tpe_normal.hpp"
#include "host/search/tpe_parzen.hpp"

namespace trainyard::search {
namespace {

const Dimension plain{.name = "x", .low = -5, .high = 5};
const Dimension rate{.name = "rate", .low = 1e-4, .high = 1, .log = true};
const Dimension depth{.name = "depth", .kind = Kind::integer, .low = 1, .high = 12};
const Dimension even{.name = "even", .kind = Kind::integer, .low = 2, .high = 11, .step = 2};
const Dimension leaves{.name = "leaves", .kind = Kind::integer, .low = 2, .high = 512, .log = true};
const Dimension share{.name = "share", .low = 0.1, .high = 1, .step = 0.1};
const Dimension way{.name = "way", .kind = Kind::categorical, .choices = {"a", "b", 3, true}};
const std::vector<Dimension> every_kind = {plain, rate, depth, even, leaves, share, way};

using Objective = double (*)(const models::Params&);

/// A study one trial after the other, whose values the objective gives.
std::vector<Past> study(std::span<const Dimension> space, Objective objective, std::uint64_t trials, std::uint64_t seed,
                        std::uint64_t lag = 4, bool maximise = false, const char* name = "tpe") {
  std::vector<Past> past;
  for (std::uint64_t n = 0; n < trials; ++n) {
    const auto known = std::span(past).first(known_trials(n, lag));
    auto params = propose(sampler(name), {.space = space, .seed = seed, .trial = n, .history = known, .maximise = maximise});
    const double value = objective(params);
    past.push_back({.number = n, .params = std::move(params), .value = value, .state = "complete"});
  }
  return past;
}

double bowl(const models::Params& params) {
  double sum = 0;
  for (const auto& value : params) sum += value.is_number() ? std::pow(value.get<double>() - 1, 2) : 0.0;
  return sum;
}

double best_of(const std::vector<Past>& past) { return std::ranges::min_element(past, {}, &Past::value)->value; }

models::Params next(std::span<const Dimension> space, std::span<const Past> past, std::uint64_t seed = 1) {
  return propose_tpe({.space = space, .seed = seed, .trial = past.size(), .history = past});
}

TEST(Tpe, TheSameQuestionHasTheSameAnswer) {
  const auto past = study(every_kind, bowl, 40, 3);
  for (std::uint64_t n = 30; n < 40; ++n) {
    const Question question{.space = every_kind, .seed = 3, .trial = n, .history = std::span(past).first(known_trials(n, 4))};
    EXPECT_EQ(propose_tpe(question).dump(), past[n].params.dump()) << "trial " << n << " is proposed again as it was";
  }
}

TEST(Tpe, WhatComesAfterTheKnownTrialsChangesNothing) {
  auto past = study(every_kind, bowl, 30, 3);
  const auto before = propose_tpe({.space = every_kind, .seed = 3, .trial = 23, .history = std::span(past).first(20)});
  for (std::size_t n = 20; n < 30; ++n) past[n].value = -1000;
  EXPECT_EQ(before, propose_tpe({.space = every_kind, .seed = 3, .trial = 23, .history = std::span(past).first(20)}));
  for (std::size_t n = 0; n < 20; ++n) past[n].value = -past[n].value;
  EXPECT_NE(before, propose_tpe({.space = every_kind, .seed = 3, .trial = 23, .history = std::span(past).first(20)}));
}

/// In which tenth of the dimension each of the first ten trials lies.
std::vector<int> tenths(const std::vector<Past>& past, const Dimension& dimension) {
  const auto scaled = [&](double value) { return dimension.log ? std::log(value) : value; };
  const double low = scaled(dimension.low), high = scaled(dimension.high);
  std::vector<int> out;
  for (std::size_t n = 0; n < 10; ++n) {
    const double value = past[n].params[dimension.name];
    out.push_back(static_cast<int>(10 * (scaled(value) - low) / (high - low)));
  }
  return out;
}

TEST(Tpe, TheFirstTenTrialsLieInDifferentTenthsOfEveryDimension) {
  const auto past = study(every_kind, bowl, 14, 5, 1), others = study(every_kind, bowl, 14, 6, 1);
  const std::vector<int> all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (const Dimension& dimension : {plain, rate}) {
    auto there = tenths(past, dimension);
    EXPECT_NE(there, tenths(others, dimension)) << "in an order of each seed's own";
    std::ranges::sort(there);
    EXPECT_EQ(there, all) << dimension.name;
  }
  EXPECT_NE(tenths(past, plain), tenths(past, rate)) << "and of each dimension's own";
  std::map<std::string, int> ways;
  for (std::size_t n = 0; n < 10; ++n) ++ways[past[n].params["way"].dump()];
  EXPECT_EQ(ways.size(), 4U);
  for (const auto& [value, count] : ways) EXPECT_TRUE(count == 2 || count == 3) << value;
}

TEST(Tpe, TrialsThatAreNotFinishedCountAmongTheFirstTen) {
  const auto past = study(every_kind, bowl, 14, 5, 4);
  const auto sequential = study(every_kind, bowl, 10, 5, 1);
  EXPECT_EQ(past[9].params, sequential[9].params) << "which no result decides";
  EXPECT_NE(past[10].params, propose_random({.space = every_kind, .seed = 5, .trial = 10}));
  const auto unknown = study(every_kind, bowl, 14, 5, 12);
  EXPECT_EQ(unknown[11].params, propose_random({.space = every_kind, .seed = 5, .trial = 11})) << "nothing is known yet";
  EXPECT_NE(unknown[12].params, propose_random({.space = every_kind, .seed = 5, .trial = 12}));
}

TEST(Tpe, TrialsThatFailedCountForNothing) {
  auto past = study(every_kind, bowl, 10, 5, 1);
  for (auto& one : past) one.state = "failed";
  EXPECT_EQ(next(every_kind, past), propose_random({.space = every_kind, .seed = 1, .trial = 10}));
  auto mixed = study(every_kind, bowl, 30, 5, 1);
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < 15; ++i) mixed[i].state = "failed", mixed[i].value = nan;
  auto others = mixed;
  for (std::size_t i = 0; i < 15; ++i) others[i].params = past[0].params;
  EXPECT_EQ(next(every_kind, mixed), next(every_kind, others)) << "not even what a failed trial tried";
}

TEST(Tpe, PrunedTrialsRankBehindCompleteOnesAndByHowFarTheyGot) {
  // Thirty trials: three are good. Were the pruned ones with their low values among them, the proposals would be near 4.
  std::vector<Past> past;
  for (std::uint64_t n = 0; n < 30; ++n) {
    const bool pruned = n % 2 == 1;
    const double x = pruned ? 4.0 + 0.01 * static_cast<double>(n) : -4.0 + 0.05 * static_cast<double>(n);
    past.push_back({.number = n, .params = {{"x", x}}, .value = pruned ? -100.0 : x, .state = pruned ? "pruned" : "complete", .seen = 0.2});
  }
  const std::vector<Dimension> space = {plain};
  for (std::uint64_t seed = 0; seed < 10; ++seed) EXPECT_LT(next(space, past, seed)["x"].get<double>(), 0) << seed;
  for (auto& one : past) {
    one.state = "pruned";
    one.seen = one.params["x"] < 0 ? 0.8 : 0.2;
  }
  for (std::uint64_t seed = 0; seed < 10; ++seed) EXPECT_LT(next(space, past, seed)["x"].get<double>(), 0) << seed;
}

TEST(Tpe, ADirectionTurnedRoundIsAnObjectiveTurnedRound) {
  const auto low = study(every_kind, bowl, 40, 7);
  const auto high = study(
      every_kind, [](const models::Params& params) { return -bowl(params); }, 40, 7, 4, true);
  for (std::size_t n = 0; n < 40; ++n) EXPECT_EQ(low[n].params, high[n].params);
}

TEST(Tpe, ProposalsAreValuesOfTheSpace) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    for (const auto& trial : study(every_kind, bowl, 60, seed)) {
      const auto& p = trial.params;
      ASSERT_EQ(p.size(), every_kind.size());
      EXPECT_TRUE(p["depth"].is_number_integer() && p["leaves"].is_number_integer() && p["even"].is_number_integer());
      EXPECT_TRUE(p["even"].get<int>() % 2 == 0 && p["even"] >= 2 && p["even"] <= 10) << p["even"] << ": 11 is not on a step";
      EXPECT_TRUE(p["depth"] >= 1 && p["depth"] <= 12 && p["leaves"] >= 2 && p["leaves"] <= 512);
      EXPECT_TRUE(p["rate"] >= 1e-4 && p["rate"] <= 1.0 && p["x"] >= -5.0 && p["x"] <= 5.0);
      EXPECT_LE(p["share"].dump().size(), 3U) << "the number that a person would write";
      EXPECT_NE(std::ranges::find(way.choices, p["way"]), way.choices.end());
    }
  }
}

TEST(Tpe, DimensionsOfOneValueAreNoTrouble) {
  const std::vector<Dimension> space = {{.name = "a", .kind = Kind::integer, .low = 3, .high = 3},
                                        {.name = "b", .low = 0.5, .high = 0.5},
                                        {.name = "c", .kind = Kind::categorical, .choices = {"only"}},
                                        {.name = "d", .low = 1, .high = 1, .log = true},
                                        plain};
  const models::Params last = study(space, bowl, 30, 1).back().params;
  EXPECT_EQ(last["a"], 3);
  EXPECT_EQ(last["b"], 0.5);
  EXPECT_EQ(last["c"], "only");
  EXPECT_EQ(last["d"], 1.0);
  EXPECT_EQ(study(std::span(space).first(4), bowl, 20, 1).back().params.size(), 4U);
}

TEST(Tpe, ValuesThatAreInfiniteOrAllAlikeAreNoTrouble) {
  (void)study(
      every_kind, [](const models::Params&) { return 1.0; }, 40, 1);
  const auto past = study(
      every_kind, [](const models::Params& p) { return p["x"] < 0 ? std::numeric_limits<double>::infinity() : p["x"].get<double>(); }, 40,
      1);
  EXPECT_LT(best_of(past), 1);
}

TEST(Tpe, PendingTrialsAreNotTriedTwice) {
  // Of four trials that know the same twenty, no two are alike.
  const auto past = study(every_kind, bowl, 20, 9, 1);
  std::vector<std::string> tried;
  for (std::uint64_t n = 20; n < 24; ++n)
    tried.push_back(propose_tpe({.space = every_kind, .seed = 9, .trial = n, .history = past}).dump());
  std::ranges::sort(tried);
  EXPECT_EQ(std::ranges::adjacent_find(tried), tried.end());
}

// Parameters of one model, one with a third level below it, and of another.
std::vector<Dimension> conditional_space() {
  const std::vector<Condition> tree = {{"model", {"tree"}}};
  return {{.name = "model", .kind = Kind::categorical, .choices = {"tree", "linear"}},
          {.name = "depth", .kind = Kind::integer, .low = 1, .high = 12, .when = tree},
          {.name = "leaves", .kind = Kind::integer, .low = 2, .high = 512, .log = true, .when = {{"depth", {10, 11, 12}}}},
          {.name = "alpha", .low = 1e-6, .high = 100, .log = true, .when = {{"model", {"linear"}}}}};
}

TEST(Conditions, DecideWhichParametersATrialHas) {
  const auto space = conditional_space();
  for (const char* name : {"tpe", "random"}) {
    std::map<std::string, int> seen;
    for (const auto& trial : study(space, bowl, 200, 2, 4, false, name)) {
      const auto& p = trial.params;
      EXPECT_EQ(p.contains("depth"), p["model"] == "tree");
      EXPECT_EQ(p.contains("alpha"), p["model"] == "linear");
      EXPECT_EQ(p.contains("leaves"), p.contains("depth") && p["depth"] >= 10);
      for (const auto& [key, value] : p.items()) ++seen[key];
    }
    EXPECT_EQ(seen.size(), 4U) << name << " tries them all";
  }
}

TEST(Conditions, AGridHasOnlyTheCombinationsThatExist) {
  std::vector<Dimension> space = conditional_space();
  space[2] = {.name = "leaves", .kind = Kind::integer, .low = 1, .high = 3, .when = {{"depth", {4, 2}}}};
  space[3] = {.name = "alpha", .kind = Kind::categorical, .choices = {0.1, 1}, .when = {{"model", {"linear"}}}};
  space[1].high = 5;
  std::vector<std::string> expected;
  for (int deep = 1; deep <= 5; ++deep) {
    for (int leaf = 1; leaf <= (deep == 2 || deep == 4 ? 3 : 1); ++leaf) {
      models::Params one = {{"model", "tree"}, {"depth", deep}};
      if (deep == 2 || deep == 4) one["leaves"] = leaf;
      expected.push_back(one.dump());
    }
  }
  for (const char* alpha : {"0.1", "1"}) expected.push_back(std::string(R"({"model":"linear","alpha":)") + alpha + "}");
  ASSERT_EQ(grid_size(space), expected.size());
  std::vector<std::string> found;
  for (std::uint64_t n = 0; n < expected.size(); ++n) found.push_back(propose_grid({.space = space, .trial = n}).dump());
  EXPECT_EQ(found, expected);
}

TEST(Conditions, AMillionPointGridIsNotListed) {
  const std::vector<Dimension> space = {{.name = "a", .kind = Kind::integer, .low = 1, .high = 1000},
                                        {.name = "b", .kind = Kind::integer, .low = 1, .high = 1000},
                                        {.name = "c", .kind = Kind::integer, .low = 1, .high = 7, .when = {{"a", {500}}}}};
  ASSERT_EQ(grid_size(space), 999'000U + 7'000U);
  EXPECT_EQ(propose_grid({.space = space, .trial = 0}).dump(), R"({"a":1,"b":1})");
  EXPECT_EQ(propose_grid({.space = space, .trial = 499'000}).dump(), R"({"a":500,"b":1,"c":1})");
  EXPECT_EQ(propose_grid({.space = space, .trial = 1'005'999}).dump(), R"({"a":1000,"b":1000})");
}

TEST(StartingPoints, AreTriedFirstInOrderAndCompletedAtRandom) {
  const auto space = conditional_space();
  const std::vector<models::Params> start = {{{"model", "tree"}, {"depth", 11}}, {{"model", "linear"}, {"alpha", 1}}};
  const auto ask = [&](const char* name, std::uint64_t trial) {
    return propose(sampler(name), {.space = space, .seed = 1, .trial = trial, .start = start});
  };
  for (const char* name : {"tpe", "random"}) {
    EXPECT_EQ(ask(name, 0)["depth"], 11);
    EXPECT_TRUE(ask(name, 0).contains("leaves")) << "which the point leaves open, and its depth calls for";
    EXPECT_EQ(ask(name, 1).dump(), R"({"model":"linear","alpha":1.0})") << "a float, however it is written";
    const Question third{.space = space, .seed = 1, .trial = 2};
    EXPECT_EQ(ask(name, 2), sampler(name).propose(third));
  }
}

TEST(Tpe, FindsFarBetterPointsThanRandomSearch) {
  struct Task {
    std::vector<Dimension> space;
    Objective objective;
  };
  const std::vector<Dimension> cube = {plain, {.name = "y", .low = -5, .high = 5}, {.name = "z", .low = -5, .high = 5}};
  const auto logs = [](const models::Params& p) {
    return std::pow(std::log10(p["rate"].get<double>()) + 2, 2) + 0.1 * std::pow(std::log2(p["leaves"].get<double>()) - 6, 2);
  };
  const auto rosenbrock = [](const models::Params& p) {
    const double x = p["x"], y = p["y"];
    return 100 * std::pow(y - x * x, 2) + std::pow(1 - x, 2);
  };
  const auto choice = [](const models::Params& p) { return bowl(p) + (p["way"] == "b" ? 0 : 5); };
  const auto grid = [](const models::Params& p) {
    return std::pow(p["depth"].get<double>() - 7, 2) + std::pow(p["even"].get<double>() - 4, 2) +
           20 * std::pow(p["share"].get<double>() - 0.3, 2);
  };
  const std::vector<Task> tasks = {{cube, bowl},
                                   {{rate, leaves, plain}, logs},
                                   {{plain, cube[1]}, rosenbrock},
                                   {{plain, cube[1], way}, choice},
                                   {{depth, even, share, plain}, grid}};
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    std::vector<double> tpe, random;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      tpe.push_back(best_of(study(tasks[i].space, tasks[i].objective, 60, seed, 1)));
      random.push_back(best_of(study(tasks[i].space, tasks[i].objective, 60, seed, 1, false, "random")));
    }
    std::ranges::sort(tpe);
    std::ranges::sort(random);
    EXPECT_LE(tpe[10], 0.6 * random[10]) << "task " << i << ": the median of the best values";
  }
}

TEST(TpeNormal, AgreesWithTheErrorFunctionOfTheLibrary) {
  for (double x = -37; x <= 0; x += 0.0137) {
    EXPECT_NEAR(log_normal_cdf(x), std::log(0.5 * std::erfc(-x / std::sqrt(2))), 1e-13 * std::max(1.0, x * x)) << x;
  }
  EXPECT_NEAR(log_normal_cdf(-1000), -0.5e6 - std::log(1000) - 0.5 * std::log(2 * M_PI), 1e-5) << "far below what a double holds";
}

TEST(TpeNormal, MassesOfNeighboursAddUp) {
  for (const double low : {-30.0, -8.0, -1.0, -0.01, 0.0, 0.3, 5.0, 29.0}) {
    for (const double width : {1e-3, 0.1, 2.0}) {
      const double whole = std::exp(log_normal_mass(low, width) - log_normal_mass(low, 2 * width));
      const double rest = std::exp(log_normal_mass(low + width, width) - log_normal_mass(low, 2 * width));
      EXPECT_NEAR(whole + rest, 1, 1e-9) << low << " " << width;
    }
    EXPECT_NEAR(log_normal_mass(low, 0.99999e-4), log_normal_mass(low, 1.00001e-4) - 2e-5, 1e-5) << "both ways at their border";
  }
}

TEST(TpeNormal, QuantilesStayInsideAndRise) {
  double last = -0.5;
  for (int i = 0; i < 1000; ++i) {
    const double z = truncated_normal_quantile(i / 1000.0, -0.5, 2);
    EXPECT_TRUE(z >= last && z <= 2) << i;
    last = z;
  }
  EXPECT_NEAR(truncated_normal_quantile(0.5, -1, 1), 0, 1e-12);
}

/// Coordinates in every_kind that cover it more or less evenly.
std::vector<double> row_of(int i) {
  return {-5 + (37 * i % 101) / 10.1, std::pow(10, -4 + (53 * i % 97) / 24.25),         1.0 + 5 * i % 12,          2.0 + 2 * (7 * i % 5),
          2.0 + (i * i * 31) % 511,   std::round(10 * (0.1 + 0.1 * (3 * i % 10))) / 10, static_cast<double>(i % 4)};
}

TEST(Parzen, RatiosOfDensitiesAreOptunas) {
  // log_pdf of Optuna 5.0.0's _ParzenEstimator over the same observations: of the first less that of the second.
  const std::vector<double> of_four = {2.539469165907292, 2.895501934555149,  4.684971287663263,
                                       4.325409358356296, 2.5370418390319607, 5.744895005498286};
  const std::vector<double> of_one = {3.546925230788048, 3.7194803139052475, 3.580531692713148,
                                      4.159988472093982, 3.641788025674394,  3.642442109417523};
  std::vector<const Dimension*> space;
  for (const auto& dimension : every_kind) space.push_back(&dimension);
  std::vector<std::vector<double>> first, second, points;
  for (int i = 0; i < 4; ++i) first.push_back(row_of(i));
  for (int i = 4; i < 64; ++i) second.push_back(row_of(i));
  for (int i = 0; i < 6; ++i) points.push_back(row_of(100 + 7 * i));
  const auto four = Parzen(space, first).log_densities(points), one = Parzen(space, {row_of(9)}).log_densities(points);
  const auto others = Parzen(space, second).log_densities(points);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(four[i] - others[i], of_four[i], 1e-9) << i;
    EXPECT_NEAR(one[i] - others[i], of_one[i], 1e-9) << i;
  }
}

TEST(Parzen, DensitiesOfCountedValuesAddUpToOne) {
  const std::vector<const Dimension*> space = {&depth, &even, &way};
  const Parzen parzen(space, {{3, 2, 0}, {12, 10, 2}, {4, 4, 0}});
  std::vector<std::vector<double>> points;
  for (int i = 1; i <= 12; ++i) {
    for (int j = 2; j <= 10; j += 2) {
      for (int k = 0; k < 4; ++k) points.push_back({double(i), double(j), double(k)});
    }
  }
  double sum = 0;
  for (const double density : parzen.log_densities(points)) sum += std::exp(density);
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(Parzen, PointsAreDrawnAsOftenAsTheirDensitySays) {
  const std::vector<const Dimension*> space = {&leaves, &way};
  const Parzen parzen(space, {{64, 1}, {80, 1}, {3, 3}});
  std::map<std::pair<double, double>, int> seen;
  constexpr int draws = 40000;
  for (int i = 0; i < draws; ++i) {
    const auto x = parzen.sample([&](const std::string& purpose) { return uniform(1, static_cast<std::uint64_t>(i), purpose); });
    ++seen[{x[0] < 32 ? 0 : 1, x[1]}];
  }
  for (const double half : {0.0, 1.0}) {
    for (double k = 0; k < 4; ++k) {
      std::vector<std::vector<double>> points;
      for (int v = half == 0 ? 2 : 32; v <= (half == 0 ? 31 : 512); ++v) points.push_back({double(v), k});
      double expected = 0;
      for (const double density : parzen.log_densities(points)) expected += std::exp(density);
      EXPECT_NEAR(seen[std::pair(half, k)], draws * expected, 5 * std::sqrt(draws * expected)) << half << " " << k;
    }
  }
}

}  // namespace
}  // namespace trainyard::search
