#include "host/search/study.hpp"

#include <new>
#include <set>

#include "host/search/time_spent.hpp"
#include "host/search/trial_store.hpp"
#include "tests/host/search/small_study.hpp"

namespace trainyard::search {
namespace {

namespace fs = std::filesystem;
using test::small_study;

class StudyTest : public ::testing::Test {
 protected:
  /// Nothing but trials, of these numbers.
  void expect_trials(const std::set<std::uint64_t>& numbers) const {
    std::set<std::string> expected, found;
    char name[32];
    for (const auto n : numbers) expected.insert((std::snprintf(name, sizeof name, "%06d.json", static_cast<int>(n)), name));
    for (const auto& entry : fs::directory_iterator(folder_ / "trials")) found.insert(entry.path().filename());
    EXPECT_EQ(found, expected);
  }

  /// Runs a study of scripted trials; returns it.
  StudyResult run(const StudySettings& settings) { return run_study(settings, test::grounds(family_, folds_)); }

  const Folder folder_;
  const fs::path trials_ = folder_ / "trials";
  const test::SmallData data_;
  const std::shared_ptr<Folds> folds_ = data_.folds();
  test::Scripted family_;
};

struct Searched {
  const char *sampler, *pruner;
  std::uint64_t trials;
};

class AnyWorkers : public StudyTest, public ::testing::WithParamInterface<Searched> {};

TEST_P(AnyWorkers, GiveTheSameTrials) {
  const auto& linear = models::linear_family();
  std::string first;
  for (const int threads : {1, 2, 4, 16}) {
    auto settings = small_study(folder_ / std::to_string(threads), GetParam().trials, threads);
    settings.sampler = GetParam().sampler;
    settings.pruner = GetParam().pruner;
    settings.space = {{.name = "alpha", .low = 1e-3, .high = 1e3, .log = true},
                      {.name = "fit_intercept", .kind = Kind::categorical, .choices = {true, false}}};
    const auto result = run_study(settings, test::grounds(linear, folds_));
    EXPECT_EQ(result.trials.size(), GetParam().trials);
    EXPECT_FALSE(result.cut_by_timeout);
    const auto study = test::study_in(settings.folder) + std::to_string(result.best->number);
    if (first.empty()) first = study;
    EXPECT_EQ(study, first) << threads << " threads";
  }
}

INSTANTIATE_TEST_SUITE_P(Study, AnyWorkers,
                         ::testing::Values(Searched{"random", "none", 30}, Searched{"random", "race", 30}, Searched{"tpe", "none", 40},
                                           Searched{"tpe", "median", 40}),
                         [](const auto& searched) { return std::string(searched.param.sampler) + "_" + searched.param.pruner; });

TEST_F(StudyTest, EveryTrialIsFittedOnceAndOnFile) {
  const auto result = run(small_study(trials_, 20, 4));
  EXPECT_EQ(family_.fitted, 20 * 3) << "20 trials of three folds";
  std::set<std::uint64_t> all;
  for (const auto& trial : result.trials) all.insert(trial.number);
  EXPECT_EQ(all.size(), 20U);
  expect_trials(all);
  run(small_study(trials_, 20, 4));
  EXPECT_EQ(family_.fitted, 20 * 3) << "what is finished is not tried again";
}

TEST_F(StudyTest, TrialsDrawAlikeOnAFoldAndOtherwiseOnTheNext) {
  std::vector<std::uint64_t> seeds;
  family_.before_fit = [&](const auto&, const models::FitSettings& fit) { seeds.push_back(fit.seed); };
  run(small_study(trials_, 2));
  ASSERT_EQ(seeds.size(), 6U) << "two trials of three folds";
  EXPECT_EQ(std::set(seeds.begin(), seeds.begin() + 3).size(), 3U) << "each fold its own";
  EXPECT_EQ(std::vector(seeds.begin(), seeds.begin() + 3), std::vector(seeds.begin() + 3, seeds.end()))
      << "no trial is better than another because it drew better";
}

TEST_F(StudyTest, TiesGoToTheLowerNumber) {
  auto settings = small_study(trials_, 12, 4);
  settings.space = {{.name = "x", .kind = Kind::categorical, .choices = {1.0}}};
  for (int round = 0; round < 5; ++round) {
    fs::remove_all(trials_);
    EXPECT_EQ(run(settings).best->number, 0U);
  }
}

TEST_F(StudyTest, ATrialDependsOnEarlierOnesByTheLagAloneAndWaitsForThem) {
  auto settings = small_study(trials_, 30, 8);
  settings.sampler = "tpe";
  settings.lag = 3;
  std::mutex mutex;
  std::set<std::uint64_t> finished;
  std::uint64_t most = 0;
  std::atomic<std::uint64_t> now{0};
  settings.on_trial = [&](const Trial& trial, const Trial*, std::uint64_t) {
    const std::scoped_lock lock(mutex);
    finished.insert(trial.number);
    for (std::uint64_t n = 0; n + settings.lag <= trial.number; ++n) EXPECT_TRUE(finished.contains(n)) << trial.number << " before " << n;
  };
  family_.before_fit = [&](const auto&, const auto&) {
    const std::uint64_t at_once = ++now;
    {
      const std::scoped_lock lock(mutex);
      most = std::max(most, at_once);
    }
    --now;
  };
  run(settings);
  EXPECT_LE(most, 3U);
}

TEST_F(StudyTest, IdleThreadsBeginWithTheOtherFoldsWhileATrialIsAtItsFirst) {
  auto settings = small_study(trials_, 2, 2);
  settings.pruner = "race";
  std::atomic<bool> one_waits = false, in_time = false;
  std::atomic<int> second_folds = 0;
  family_.before_fit = [&](const auto&, const models::FitSettings& fit) {
    if (fit.seed == fold_seed(settings.seed, 1)) ++second_folds;
    if (fit.seed != fold_seed(settings.seed, 0) || one_waits.exchange(true)) return;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (second_folds < 2 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    in_time = second_folds == 2;
  };
  run(settings);
  EXPECT_TRUE(in_time) << "both trials' second folds were begun before one of the first was fitted";
}

TEST_F(StudyTest, AFitThatRunsOutOfMemoryIsAFailedTrialAndTheRestGoesOn) {
  for (const bool ours : {true, false}) {
    fs::remove_all(trials_);
    family_.before_fit = [&](const models::Params& params, const auto&) {
      if (params["x"] >= 0.0) return;
      if (ours) throw Error(ExitCode::out_of_memory, "the matrix takes 3 TB");
      throw std::bad_alloc();
    };
    const auto result = run(small_study(trials_, 20, 2));
    std::size_t failed = 0;
    for (const auto& trial : result.trials) {
      const bool fits = trial.params["x"] >= 0.0;
      EXPECT_EQ(trial.state, fits ? "complete" : "failed");
      EXPECT_EQ(trial.reason, fits ? "" : ours ? "the matrix takes 3 TB" : "out of memory");
      EXPECT_EQ(std::isnan(trial.value), !fits);
      failed += fits ? 0 : 1;
    }
    EXPECT_TRUE(failed > 0 && failed < 20);
    EXPECT_GE(result.best->params["x"], 0.0) << "the best is one that succeeded";
  }
}

TEST_F(StudyTest, AMetricThatIsNoNumberIsAFailedTrial) {
  for (const float bad : {std::nanf(""), HUGE_VALF}) {
    fs::remove_all(trials_);
    auto settings = small_study(trials_, 2);
    settings.sampler = "grid";
    settings.space = {{.name = "x", .kind = Kind::categorical, .choices = {1.0, 2.0}}};
    family_.value_of = [&](const models::Params& params) { return params["x"] == 2.0 ? bad : 1.0F; };
    const auto result = run(settings);
    EXPECT_EQ(result.trials[0].state, "complete");
    EXPECT_EQ(result.trials[1].state, "failed") << bad;
    EXPECT_EQ(result.trials[1].reason, "rmse is not defined on the validation rows of fold 0");
    EXPECT_EQ(result.best->number, 0U);
    EXPECT_EQ(Trial::from_json(result.trials[1].to_json()).to_json(), result.trials[1].to_json());
  }
}

TEST_F(StudyTest, WhereNoneSucceedsTheFirstReasonIsTold) {
  family_.before_fit = [](const models::Params& params, const auto&) {
    throw Error(ExitCode::bad_config, "x " + params["x"].dump() + " cannot be");
  };
  EXPECT_ERROR(run(small_study(trials_, 5, 2)), ExitCode::bad_config, "no trial succeeded; the first says: x ");
  EXPECT_ERROR(run(small_study(trials_, 5, 2)), ExitCode::bad_config, "no trial succeeded");  // nor when they are on file
}

TEST_F(StudyTest, WhatGroundsRefuseIsAFailedTrial) {
  const auto result = run_study(small_study(trials_, 20, 2), [&](const models::Params& proposed) {
    if (proposed["x"] < 0.0) throw Error(ExitCode::bad_config, "below 0");
    return Ground{family_, folds_, proposed};
  });
  for (const auto& trial : result.trials) EXPECT_EQ(trial.reason, trial.params["x"] < 0.0 ? "below 0" : "");
}

TEST_F(StudyTest, AStopKeepsWhatIsFinishedAndReleasesTheRest) {
  std::atomic<bool> stop{false};
  auto settings = small_study(trials_, 40, 4);
  settings.stop = [&] { return stop.load(); };
  settings.on_trial = [&](const Trial&, const Trial*, std::uint64_t done) { stop = stop || done == 5; };
  family_.before_fit = [](const auto&, const models::FitSettings& fit) {
    if (fit.stop()) throw Error(ExitCode::interrupted, "stopped in the fit");
  };
  EXPECT_ERROR(run(settings), ExitCode::interrupted, "stopped");
  std::size_t kept = 0;
  for (const auto& entry : fs::directory_iterator(trials_)) {
    EXPECT_EQ(entry.path().extension(), ".json") << entry.path();
    ++kept;
  }
  EXPECT_TRUE(kept >= 5 && kept <= 9) << kept << ": the fifth, and what the others were about to finish";
  stop = false;
  settings.on_trial = {};
  EXPECT_EQ(run(settings).trials.size(), 40U);
  run(small_study(folder_ / "whole", 40));
  EXPECT_EQ(test::study_in(trials_), test::study_in(folder_ / "whole"));
}

TEST_F(StudyTest, WhatOneWorkerCannotGoOnWithEndsAllWithItsError) {
  auto settings = small_study(trials_, 1000, 4);
  std::atomic<bool> broken{false};
  family_.before_fit = [&](const auto&, const models::FitSettings& fit) {
    if (!broken.exchange(true)) throw Error(ExitCode::io, "the disk is gone");
    while (!fit.stop()) std::this_thread::yield();  // the others are in the midst of a fit
    throw Error(ExitCode::interrupted, "stopped");
  };
  EXPECT_ERROR(run(settings), ExitCode::io, "the disk is gone");
  expect_trials({});
}

TEST_F(StudyTest, AFolderThatCannotBeWrittenEndsAllWithThatError) {
  auto settings = small_study(trials_, 100, 3);
  settings.on_trial = [&](const Trial&, const Trial*, std::uint64_t done) {
    if (done == 4) fs::rename(trials_, folder_ / "gone");
  };
  try {
    run(settings);
    FAIL() << "ended well";
  } catch (const Error& e) {  // in the midst of writing a file (io), or before (cannot_create)
    EXPECT_TRUE(e.code() == ExitCode::cannot_create || e.code() == ExitCode::io) << e.what();
    EXPECT_NE(std::string(e.what()).find(trials_.string()), std::string::npos) << e.what();
  }
}

TEST_F(StudyTest, AnExceptionThatIsNobodysAnswerIsPassedOn) {
  family_.before_fit = [](const auto&, const auto&) { throw std::logic_error("a mistake of ours"); };
  EXPECT_THROW(run(small_study(trials_, 10, 2)), std::logic_error);
}

/// A trial on file that took from `start` to `end` seconds, counted from an hour ago.
void put_trial(const fs::path& folder, std::uint64_t number, std::int64_t start, std::int64_t end) {
  const std::int64_t hour_ago = now_ms() - 3'600'000;
  Trial trial{.number = number, .state = "complete", .params = {{"x", 1.0}}, .value = 3};
  trial.folds = nlohmann::ordered_json::parse(R"([{"scores":{"rmse":3.0,"mae":1.0},"rounds":0}])");
  trial.start_time = hour_ago + 1000 * start;
  trial.end_time = hour_ago + 1000 * end;
  ASSERT_TRUE(TrialStore(folder).publish(trial));
}

TEST_F(StudyTest, TheTimeOfEarlierProcessesCounts) {
  for (std::uint64_t n = 0; n < 5; ++n) put_trial(trials_, n, static_cast<std::int64_t>(100 * n), static_cast<std::int64_t>(100 * n + 80));
  auto settings = small_study(trials_, 8, 2);
  settings.timeout = 390;  // 400 seconds are spent
  const auto cut = run(settings);
  EXPECT_TRUE(cut.cut_by_timeout);
  EXPECT_EQ(cut.trials.size(), 5U);
  EXPECT_EQ(family_.fitted, 0) << "no trial starts after it";
  settings.timeout = 1000;
  EXPECT_FALSE(run(settings).cut_by_timeout);
  EXPECT_EQ(family_.fitted, 9) << "with more time it goes on where it was";
}

TEST_F(StudyTest, TheTimeOfTrialsSideBySideCountsOnceAndPausesNothing) {
  for (std::uint64_t n = 0; n < 4; ++n) put_trial(trials_, n, 0, 100);
  for (std::uint64_t n = 4; n < 8; ++n) put_trial(trials_, n, 3000, 3100);
  auto settings = small_study(trials_, 9, 2);
  settings.timeout = 260;  // 200 are spent
  EXPECT_FALSE(run(settings).cut_by_timeout);
}

TEST_F(StudyTest, NoTrialStartsAfterTheTimeIsUp) {
  auto settings = small_study(trials_, 1'000'000, 2);
  settings.timeout = 0.5;
  family_.before_fit = [&](const auto&, const auto&) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
  const auto begun = now_ms();
  const auto result = run(settings);
  EXPECT_TRUE(result.cut_by_timeout);
  ASSERT_FALSE(result.trials.empty());
  for (const auto& trial : result.trials) EXPECT_LE(trial.start_time - begun, 60'000) << "of a study of half a second";
  std::set<std::uint64_t> all;
  for (const auto& trial : result.trials) all.insert(trial.number);
  expect_trials(all);
}

TEST_F(StudyTest, ATimeTooShortForOneTrialSaysSo) {
  auto settings = small_study(trials_, 10, 2);
  settings.timeout = -1;
  EXPECT_ERROR(run(settings), ExitCode::bad_config, "the time limit is too short for one trial");
}

TEST_F(StudyTest, ADamagedTrialIsRefusedAndNotTriedAgain) {
  run(small_study(trials_, 5));
  overwrite(trials_ / "000002.json", "{");
  EXPECT_ERROR(run(small_study(trials_, 5)), ExitCode::bad_data, "000002.json");
  EXPECT_EQ(family_.fitted, 15);
}

}  // namespace
}  // namespace trainyard::search
