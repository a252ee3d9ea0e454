// Pruners: the list, and that Optuna's end the trials that Optuna ends.
#include "host/search/pruner.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

#include "host/config/config.hpp"
#include "host/error/error.hpp"
#include "tests/source_folder.hpp"

namespace trainyard::search {
namespace {

using nlohmann::ordered_json;

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

ordered_json optuna_studies() {
  std::ifstream file(trainyard::test::source_folder() / "tests/host/search/pruner_optuna.json");
  return ordered_json::parse(file).at("studies");
}

/// How many folds a trial with these values finishes; fills its course.
std::size_t finish(const Pruner& pruner, const ordered_json& values, std::span<const Course> history, bool maximise, Course& trial) {
  for (const auto& value : values) {
    trial.folds.push_back(value.is_number() ? value.get<double>() : no_number);
    if (trial.folds.size() == values.size()) break;
    if (pruner.verdict({.trial = trial, .history = history, .folds = values.size(), .seed = 1, .maximise = maximise})) {
      return trial.folds.size();
    }
  }
  trial.complete = true;
  return trial.folds.size();
}

TEST(Pruners, AreThoseThatTheConfigOffers) {
  std::vector<std::string> names;
  for (const auto& one : pruners()) names.push_back(one.name);
  EXPECT_EQ(config::json_schema()["properties"]["search"]["properties"]["pruner"]["enum"], names);
}

TEST(Pruners, EndTrialsAfterTheFoldsThatOptunaDoes) {
  std::size_t studies = 0;
  for (const auto& study : optuna_studies()) {
    const auto& pruner = search::pruner(study["pruner"]);
    const std::size_t folds = study["folds"];
    std::vector<Course> history;
    std::uint64_t number = 0;
    for (const auto& one : study["trials"]) {
      // Which bracket has a number is drawn otherwise than in Optuna: the next number that is of the same one stands for the trial.
      while (one.contains("bracket") && hyperband_bracket(1, number, folds) != one["bracket"]) ++number;
      Course trial{.number = number++};
      const std::size_t finished = finish(pruner, one["values"], history, study["maximise"], trial);
      EXPECT_EQ(finished, one["finished"]) << pruner.name << ", " << folds << " folds, trial " << history.size();
      if (!trial.complete || one["values"][0].is_number()) history.push_back(std::move(trial));
    }
    ++studies;
  }
  EXPECT_EQ(studies, 12U);
}

TEST(Pruners, GiveTheirReason) {
  std::vector<Course> history;
  for (std::uint64_t n = 0; n < 8; ++n)
    history.push_back({.number = n, .complete = true, .folds = {1.0 + 0.1 * static_cast<double>(n), 1, 1}});
  const Course bad{.number = 9, .folds = {2}};
  const Standing standing{.trial = bad, .history = history, .folds = 3};
  EXPECT_EQ(median_verdict(standing), "median: 2 after 1 of 3 folds, behind the median 1.35 of 8 complete trials");
  EXPECT_EQ(successive_halving_verdict(standing), "successive_halving: rank 9 of 9 after 1 of 3 folds, where the best 2 went on");
}

TEST(Pruners, WithoutEarlierTrialsNoneEndsATrial) {
  const Course trial{.number = 3, .rungs = {{30, 9}}, .folds = {9, 8}};
  const Course begun{.number = 3, .rungs = {{30, 9}}};
  for (const Pruner& one : pruners()) {
    if (one.verdict == nullptr) continue;
    EXPECT_EQ(one.verdict({.trial = trial, .folds = 5}), std::nullopt) << one.name;
    EXPECT_EQ(one.verdict({.trial = begun, .folds = 5}), std::nullopt) << one.name;
  }
}

TEST(Pruners, AnUnknownOneIsAnsweredWithTheNearest) {
  try {
    (void)pruner("hyperbnad");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::bad_config);
    EXPECT_STREQ(e.what(), "search.pruner: unknown pruner 'hyperbnad', did you mean 'hyperband'?");
  }
}

TEST(Hyperband, BracketsAreDrawnAsOftenAsOptunaSharesTrialsOut) {
  // Optuna's budgets for 10 folds: ceil(3 * 9 / 3), ceil(3 * 3 / 2), ceil(3 * 1 / 1).
  std::vector<int> seen(3);
  for (std::uint64_t n = 0; n < 17000; ++n) ++seen.at(hyperband_bracket(5, n, 10));
  EXPECT_NEAR(seen[0], 9000, 300);
  EXPECT_NEAR(seen[1], 5000, 300);
  EXPECT_NEAR(seen[2], 3000, 300);
  for (std::uint64_t n = 0; n < 20; ++n) EXPECT_EQ(hyperband_bracket(5, n, 2), 0U) << "two folds have one bracket";
}

TEST(Hyperband, ATrialIsComparedWithThoseOfItsBracketAlone) {
  std::vector<Course> history;
  for (std::uint64_t n = 0; n < 40; ++n) {
    const bool other = hyperband_bracket(1, n, 5) != 0;
    history.push_back({.number = n, .complete = true, .folds = std::vector<double>(5, other ? 0.0 : 2.0)});
  }
  std::uint64_t number = 40;
  while (hyperband_bracket(1, number, 5) != 0) ++number;
  const Course trial{.number = number, .folds = {1}};
  EXPECT_EQ(hyperband_verdict({.trial = trial, .history = history, .folds = 5, .seed = 1}), std::nullopt);
  for (Course& course : history) course.folds.assign(5, 0.0);
  EXPECT_NE(hyperband_verdict({.trial = trial, .history = history, .folds = 5, .seed = 1}), std::nullopt);
}

}  // namespace
}  // namespace trainyard::search
