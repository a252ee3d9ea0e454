#include "host/report/finished_study.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "host/report/study_plots.hpp"
#include "tests/reference/well_formed.hpp"

namespace trainyard::report {
namespace {

using nlohmann::ordered_json;
using search::Dimension;
using search::Kind;
using search::Trial;

ordered_json folds_of(const std::vector<double>& values) {
  ordered_json folds = ordered_json::array();
  for (const double value : values) folds.push_back({{"scores", {{"rmse", value}}}, {"rounds", 3}});
  return folds;
}

Trial made(std::uint64_t number, double value, models::Params params, const std::string& state = "complete") {
  return {.number = number,
          .state = state,
          .params = std::move(params),
          .value = value,
          .folds = folds_of(std::isfinite(value) ? std::vector{value - 1, value + 1} : std::vector<double>{}),
          .reason = ""};
}

/// A study with its trials; the best is the first with the lowest value.
struct Study {
  search::StudySettings settings;
  search::StudyResult result;

  Study(std::vector<Dimension> space, std::vector<Trial> trials, const std::string& metric = "rmse") {
    settings.space = std::move(space);
    settings.metric = metric;
    result.trials = std::move(trials);
    for (const auto& trial : result.trials) {
      if (trial.state != "complete") continue;
      if (result.best == nullptr || trial.value < result.best->value) result.best = &trial;
    }
  }
  [[nodiscard]] FinishedStudy finished() const { return {settings, result}; }
};

const Dimension depth{.name = "max_depth", .kind = Kind::integer, .low = 1, .high = 9};
const Dimension rate{.name = "learning_rate", .low = 1e-4, .high = 1, .log = true};
const Dimension scale{.name = "features.numeric.scale", .kind = Kind::categorical, .choices = {"none", "<&\"\x01>", true, 3}};

/// Trials of every state; every seventh failed, every fifth pruned.
Study mixed(std::size_t count) {
  std::vector<Trial> trials;
  for (std::size_t i = 0; i < count; ++i) {
    models::Params params = {{"max_depth", 1 + i % 9}, {"features.numeric.scale", scale.choices[i % 4]}};
    if (i % 2 == 0) params["learning_rate"] = std::pow(10.0, -static_cast<double>(i % 5));
    const double value = 5 + static_cast<double>((i * 37) % 101);
    if (i % 7 == 6) {
      trials.push_back(made(i, std::nan(""), std::move(params), "failed"));
    } else {
      trials.push_back(made(i, value, std::move(params), i % 5 == 4 ? "pruned" : "complete"));
    }
  }
  Dimension conditional = rate;
  conditional.when = {{"max_depth", {1}}};
  return {{depth, scale, conditional}, std::move(trials)};
}

std::vector<std::string> drawn(const Study& study) {
  std::vector<std::string> out;
  for (const auto& [name, draw] : study_plots()) out.push_back(draw(study.finished()));
  return out;
}

void expect_well_formed(const Study& study, const std::string& what) {
  for (const auto& document : drawn(study)) {
    EXPECT_EQ(reference::xml_problem(document), "") << what << ": " << document.substr(0, 300);
    EXPECT_EQ(document.find("nan"), std::string::npos) << what;
    EXPECT_EQ(document.find("inf"), std::string::npos) << what;
  }
}

TEST(StudyDocument, SaysWhatEveryTrialCameTo) {
  const Study study({depth},
                    {made(0, 8, {{"max_depth", 3}}), made(1, 9, {{"max_depth", 4}}), made(2, std::nan(""), {{"max_depth", 5}}, "failed"),
                     made(3, 2, {{"max_depth", 6}}, "pruned"), made(4, 7, {{"max_depth", 7}})});
  const auto document = study_document(study.finished());
  EXPECT_EQ(document["trials"], (ordered_json{{"complete", 3}, {"pruned", 1}, {"failed", 1}}));
  EXPECT_EQ(document["best"], (ordered_json{{"number", 4}, {"value", 7.0}, {"params", {{"max_depth", 7}}}}));
  EXPECT_EQ(document["direction"], "minimize");
  EXPECT_TRUE(document["importance"].is_null()) << "three complete trials";
  std::vector<ordered_json> best;
  for (const auto& entry : document["history"]) best.push_back(entry["best"]);
  EXPECT_EQ(best, (std::vector<ordered_json>{8.0, 8.0, 8.0, 8.0, 7.0})) << "a pruned trial is never the best";
  EXPECT_TRUE(document["history"][2]["value"].is_null());
  EXPECT_EQ(document["slices"]["max_depth"], (ordered_json{{"number", {0, 1, 4}}, {"x", {3, 4, 7}}, {"value", {8.0, 9.0, 7.0}}}));
  EXPECT_EQ(document["intermediate_values"][2], (ordered_json{{"number", 3}, {"state", "pruned"}, {"values", {1.0, 3.0}}}));
  EXPECT_EQ(document["intermediate_values"].size(), 4U) << "a trial that failed at once has none";
}

TEST(StudyDocument, MaximisesWhatIsBetterWhenGreater) {
  std::vector<Trial> trials;
  for (std::uint64_t i = 0; i < 3; ++i) {
    trials.push_back(made(i, static_cast<double>(i), {{"max_depth", 2}}));
    trials.back().folds = ordered_json::array();
  }
  const auto document = study_document(Study({depth}, trials, "r2").finished());
  EXPECT_EQ(document["direction"], "maximize");
  EXPECT_EQ(document["history"][2]["best"], 2.0);
}

TEST(StudyDocument, IsTheSameFromTrialsThatWereReadFromTheirFiles) {
  const Study study = mixed(60);
  Study read = study;
  for (auto& trial : read.result.trials) trial = Trial::from_json(ordered_json::parse(trial.to_json().dump(2)));
  read.result.best = &read.result.trials[static_cast<std::size_t>(study.result.best - study.result.trials.data())];
  EXPECT_EQ(study_document(study.finished()).dump(), study_document(read.finished()).dump());
  EXPECT_EQ(drawn(study), drawn(read));
}

TEST(StudyDocument, NamesTheMostImportantParameterFirst) {
  std::vector<Trial> trials;
  for (std::size_t i = 0; i < 60; ++i)
    trials.push_back(
        made(i, static_cast<double>(i % 9), {{"learning_rate", 0.01 + 0.01 * static_cast<double>(i % 7)}, {"max_depth", 1 + i % 9}}));
  const auto importance = Study({rate, depth}, trials).finished().importance_by_parameter();
  ASSERT_EQ(importance.size(), 2U);
  EXPECT_EQ(importance.begin().key(), "max_depth");
  EXPECT_GT(importance["max_depth"], importance["learning_rate"]);
}

TEST(StudyPlots, AreWellFormedForEveryKindOfStudy) {
  expect_well_formed(mixed(1), "one trial");
  expect_well_formed(mixed(40), "forty trials");
  expect_well_formed(mixed(2500), "2,500 trials");
  expect_well_formed({{depth}, {made(0, std::nan(""), {{"max_depth", 2}}, "failed")}}, "nothing but a failed trial");
  expect_well_formed({{depth}, {}}, "no trials");
  expect_well_formed({{}, {made(0, 1, models::Params::object())}}, "no parameters");
  std::vector<Trial> equal, huge;
  for (std::uint64_t i = 0; i < 12; ++i) {
    equal.push_back(made(i, 4, {{"max_depth", 2}}));
    huge.push_back(made(i, i == 3 ? std::numeric_limits<double>::max() : std::numeric_limits<double>::infinity(), {{"max_depth", 2}}));
  }
  expect_well_formed({{depth}, equal}, "equal values");
  expect_well_formed({{depth}, huge}, "infinite values");
}

TEST(StudyPlots, TwentyParametersWithLongNamesHaveTheirPanels) {
  std::vector<Dimension> space;
  models::Params params;
  for (int i = 0; i < 20; ++i) {
    Dimension dimension = i % 2 == 0 ? depth : scale;
    dimension.name = "a_parameter_with_a_name_that_is_longer_than_any_" + std::to_string(i);
    if (i % 2 != 0) dimension.choices = {std::string(300, 'c'), "b"};
    params[dimension.name] = i % 2 == 0 ? ordered_json(2) : dimension.choices[0];
    space.push_back(dimension);
  }
  const Study study(space, {made(0, 1, params), made(1, 2, params)});
  expect_well_formed(study, "twenty parameters");
  const auto slices = draw_slices(study.finished());
  for (const auto& dimension : space) EXPECT_NE(slices.find(dimension.name), std::string::npos) << "whole names, for those who hover";
}

TEST(StudyPlots, SayWhenThereIsNothingToShow) {
  const Study study({depth}, {made(0, std::nan(""), {{"max_depth", 2}}, "failed")});
  EXPECT_NE(draw_parameter_importance(study.finished()).find("at least 4 complete trials"), std::string::npos);
  EXPECT_NE(draw_optimisation_history(study.finished()).find("no trial is complete"), std::string::npos);
}

TEST(StudyPlots, SayWhenOnlyTheBestAreDrawn) {
  const auto document = draw_parallel_coordinates(mixed(2500).finished());
  EXPECT_NE(document.find("The best 1000 of "), std::string::npos);
}

}  // namespace
}  // namespace trainyard::report
