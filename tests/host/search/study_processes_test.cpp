// Several processes that work on one study, and those that die in it.
#include <sys/mman.h>

#include "host/search/trial_store.hpp"
#include "tests/host/search/small_study.hpp"

namespace trainyard::search {
namespace {

namespace fs = std::filesystem;
using test::small_study;

/// Counters that forked processes share.
struct Counts {
  std::atomic<int> fits[64] = {};
  std::atomic<int> deaths{0};
  static Counts* make() { return new (::mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Counts; }
};

StudySettings settings_for(const fs::path& folder, const char* sampler) {
  auto settings = small_study(folder, 30, 1);
  settings.sampler = sampler;
  return settings;
}

class StudyProcesses : public ::testing::TestWithParam<const char*> {
 protected:
  StudyProcesses() { run_study(settings_for(folder_ / "whole", GetParam()), test::grounds(family_, folds_)); }
  ~StudyProcesses() override { ::munmap(counts_, sizeof(Counts)); }

  /// Works on the study to its end, as a process does.
  [[noreturn]] void work() {
    try {
      Study study(settings_for(trials_, GetParam()), test::grounds(family_, folds_));
      study.work();
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s\n", e.what());
      ::_exit(1);
    }
    ::_exit(0);
  }

  /// Starts workers until `ends` of them have ended by themselves.
  void keep_at_work(int workers) {
    for (int alive = 0, ended = 0; ended < workers;) {
      for (; alive < workers - ended; ++alive) {
        if (::fork() == 0) work();
      }
      int status = 0;
      ::wait(&status);
      --alive;
      if (WIFEXITED(status)) {
        ASSERT_EQ(WEXITSTATUS(status), 0);
        ++ended;
      }
    }
  }

  void expect_the_whole_study() {
    EXPECT_EQ(test::study_in(trials_), test::study_in(folder_ / "whole"));
    Study study(settings_for(trials_, GetParam()), test::grounds(family_, folds_));
    study.work();
    EXPECT_EQ(study.result().trials.size(), 30U);
    EXPECT_EQ(std::distance(fs::directory_iterator(trials_), {}), 30) << "claims were left behind";
  }

  const Folder folder_;
  const fs::path trials_ = folder_ / "trials";
  const test::SmallData data_;
  const std::shared_ptr<Folds> folds_ = data_.folds();
  test::Scripted family_;
  Counts* counts_ = Counts::make();
};

TEST_P(StudyProcesses, DoEveryTrialOnceAndAsOneDoes) {
  family_.before_fit = [&](const models::Params& params, const auto&) {
    ++counts_->fits[static_cast<std::size_t>(params["x"].get<double>() + 20)];
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  };
  keep_at_work(3);
  int fits = 0;
  for (const auto& count : counts_->fits) fits += count;
  EXPECT_EQ(fits, 30 * 3) << "three folds of thirty trials";
  expect_the_whole_study();
}

TEST_P(StudyProcesses, ThatAreKilledInTheirTrialsAreSucceededByOthers) {
  family_.before_fit = [&](const models::Params& params, const auto&) {
    const auto bits = std::hash<double>()(params["x"].get<double>());
    // Of some trials the first, of some the first three processes die in one of the folds.
    const int deadly = static_cast<int>(bits % 4);
    if (counts_->fits[bits / 4 % 64]++ < deadly) {
      ++counts_->deaths;
      ::raise(SIGKILL);
    }
  };
  keep_at_work(3);
  EXPECT_GE(counts_->deaths, 10);
  family_.before_fit = [](const auto&, const auto&) {};
  expect_the_whole_study();
}

TEST_P(StudyProcesses, ThatCrashInATrialMakeItAFailedOneWithTheSignal) {
  family_.before_fit = [](const models::Params& params, const auto&) {
    if (params["x"] < -7.0) ::raise(SIGABRT);
  };
  keep_at_work(2);
  family_.before_fit = [](const auto&, const auto&) {};
  Study study(settings_for(trials_, GetParam()), test::grounds(family_, folds_));
  study.work();
  int crashed = 0;
  const auto result = study.result();
  ASSERT_EQ(result.trials.size(), 30U);
  for (const auto& trial : result.trials) {
    const bool deadly = trial.params["x"] < -7.0;
    crashed += deadly ? 1 : 0;
    EXPECT_EQ(trial.state, deadly ? "failed" : "complete") << trial.number;
    EXPECT_EQ(trial.reason, deadly ? "the process crashed in it twice, by signal 6 (Aborted)" : "");
  }
  EXPECT_GT(crashed, 0);
  EXPECT_EQ(std::distance(fs::directory_iterator(trials_), {}), 30);
}

TEST_P(StudyProcesses, OneThatEndsWaitsForTheTrialsOfTheOthers) {
  const test::WaitingProcess other([&] { work(); });
  // This one holds a trial until the other has nothing else to do.
  const TrialStore store(trials_);
  auto held = store.claim(0);
  ASSERT_TRUE(held);
  other.begin();
  const auto finished = [&] { return std::distance(fs::directory_iterator(trials_), {}) - 1; };
  const auto can_be = std::string(GetParam()) == "tpe" ? 0 : 29;
  while (finished() < can_be) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_TRUE(other.is_at_work()) << "it ended although a trial is not finished";
  held.reset();  // given back untried: now it is the other's
  EXPECT_EQ(other.status(), 0);
  expect_the_whole_study();
}

INSTANTIATE_TEST_SUITE_P(Samplers, StudyProcesses, ::testing::Values("random", "tpe"), [](const auto& name) { return name.param; });

}  // namespace
}  // namespace trainyard::search
