#include <gtest/gtest.h>
#include <map>

#include "tests/host/models/rows_for_models.hpp"

namespace trainyard::models {
namespace {

using testing::classes_of;
using testing::fit;
using testing::on_cpu;
using testing::Rows;
using testing::rows;

const Family& boosted() { return family("xgboost"); }

/// Fits in segments of 10 rounds, and again from every checkpoint that the fit left.
void expect_same_from_every_checkpoint(const Rows& data, Params params) {
  params["n_estimators"] = 35;
  std::vector<Checkpoint> kept;
  FitSettings settings = on_cpu();
  settings.checkpoint_rounds = 10;
  settings.on_checkpoint = [&](const Checkpoint& cut) { kept.push_back(cut); };
  const std::string whole = fit(boosted(), data, params, settings)->to_bytes();
  ASSERT_EQ(kept.size(), 3U);
  settings.on_checkpoint = {};
  for (const Checkpoint& cut : kept) {
    settings.start = cut;
    std::vector<int> rounds;
    settings.on_round = [&](int round, double, double) { rounds.push_back(round); };
    const auto resumed = fit(boosted(), data, params, settings);
    EXPECT_EQ(resumed->to_bytes(), whole) << params << " from round " << cut.rounds;
    EXPECT_EQ(rounds.front(), cut.rounds);
    EXPECT_EQ(rounds.back(), 34);
  }
}

TEST(XgboostSegments, AResumedFitHasTheBytesOfTheWholeOne) { expect_same_from_every_checkpoint(rows(600), Params::object()); }

TEST(XgboostSegments, AResumedFitThatSamplesHasTheBytesOfTheWholeOne) {
  expect_same_from_every_checkpoint(rows(600), {{"subsample", 0.6}, {"colsample_bytree", 0.5}, {"colsample_bynode", 0.7}});
}

TEST(XgboostSegments, AResumedDartHasTheBytesOfTheWholeOne) {
  expect_same_from_every_checkpoint(rows(300), {{"booster", "dart"}, {"rate_drop", 0.3}, {"subsample", 0.8}});
}

TEST(XgboostSegments, AResumedClassificationHasTheBytesOfTheWholeOne) {
  expect_same_from_every_checkpoint(classes_of(rows(300), 2), {{"subsample", 0.6}});
  expect_same_from_every_checkpoint(classes_of(rows(300), 3), {{"subsample", 0.6}, {"colsample_bylevel", 0.5}});
}

TEST(XgboostSegments, ChangeNothingWhereNothingIsDrawn) {
  FitSettings segments = on_cpu();
  segments.checkpoint_rounds = 7;
  const Params params{{"n_estimators", 30}};
  EXPECT_EQ(fit(boosted(), rows(600), params, segments)->to_bytes(), fit(boosted(), rows(600), params)->to_bytes());
}

TEST(XgboostSegments, AnInterruptedFitLeavesItsLastCheckpoint) {
  FitSettings settings = on_cpu();
  settings.checkpoint_rounds = 10;
  int last = 0, asked = 0;
  settings.on_checkpoint = [&](const Checkpoint& cut) { last = cut.rounds; };
  settings.stop = [&] { return ++asked > 26; };
  EXPECT_EQ(testing::error_of([&] { fit(boosted(), rows(200), {{"n_estimators", 50}}, settings); }).code(), ExitCode::interrupted);
  EXPECT_EQ(last, 20);
}

}  // namespace
}  // namespace trainyard::models
