#include "host/search/trial_store.hpp"

#include <set>

#include "tests/host/search/small_study.hpp"

namespace trainyard::search {
namespace {

namespace fs = std::filesystem;
using test::dies_by;

Trial numbered(std::uint64_t number, double value = 1) {
  return {.number = number,
          .state = "complete",
          .params = {{"x", value}},
          .value = value,
          .folds = nlohmann::ordered_json::parse(R"([{"scores":{"rmse":1.0},"rounds":0}])")};
}

class TrialStoreTest : public ::testing::Test {
 protected:
  /// A process claims the trial and dies in it by this signal.
  void die_in(std::uint64_t number, int signal) {
    dies_by(signal, [&] {
      const auto claim = store_.claim(number);
      if (!claim || !claim->given_up.empty()) ::_exit(1);
      ::raise(signal);
    });
  }

  const Folder folder_;
  const TrialStore store_{folder_ / "trials"};
  const fs::path first_ = folder_ / "trials" / "000000.json";
};

TEST_F(TrialStoreTest, AClaimExcludesOthersUntilItEnds) {
  {
    const test::WaitingProcess another([&] { ::_exit(store_.claim(3) ? 1 : 0); });
    const auto claim = store_.claim(3);
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->number, 3U);
    EXPECT_EQ(claim->given_up, "");
    EXPECT_FALSE(store_.claim(3)) << "in the same process";
    another.begin();
    EXPECT_EQ(another.status(), 0) << "in another one";
    EXPECT_FALSE(TrialStore(folder_ / "trials").claim(3));
    EXPECT_TRUE(store_.claim(4)) << "another trial is another claim";
  }
  EXPECT_TRUE(store_.claim(3));
  EXPECT_TRUE(fs::is_empty(folder_ / "trials"));
}

TEST_F(TrialStoreTest, WhatIsPublishedIsReadAndNeverClaimedAgain) {
  EXPECT_FALSE(store_.read(0));
  EXPECT_TRUE(store_.publish(numbered(0)));
  EXPECT_EQ(store_.read(0)->to_json(), numbered(0).to_json());
  EXPECT_FALSE(store_.claim(0));
  EXPECT_FALSE(fs::exists(folder_ / "trials" / "000000.claim"));
}

TEST_F(TrialStoreTest, NorIsItWhenItsProcessDiedBeforeItGaveTheClaimBack) {
  dies_by(SIGKILL, [&] {
    const auto claim = store_.claim(0);
    store_.publish(numbered(0));
    ::raise(SIGKILL);
  });
  EXPECT_FALSE(store_.claim(0));
  EXPECT_EQ(store_.read(0)->value, 1);
}

TEST_F(TrialStoreTest, OfTwoThatPublishTheFirstIsKept) {
  EXPECT_TRUE(store_.publish(numbered(0, 1)));
  EXPECT_FALSE(store_.publish(numbered(0, 2)));
  EXPECT_EQ(store_.read(0)->value, 1);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "trials"), {}), 1) << "what the second wrote aside is gone";
}

TEST_F(TrialStoreTest, AClaimOfADeadProcessIsTakenOver) {
  die_in(0, SIGKILL);
  {
    const auto claim = store_.claim(0);
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->given_up, "") << "once is no reason";
    EXPECT_TRUE(claim->lease.still_ours());
    EXPECT_FALSE(store_.claim(0));
  }
  EXPECT_TRUE(store_.claim(0)) << "given back it is like any other";
}

TEST_F(TrialStoreTest, TenDeathsAreEnough) {
  for (int death = 0; death < 10; ++death) die_in(0, SIGKILL);
  const auto claim = store_.claim(0);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->given_up.rfind("10 processes were killed in it", 0), 0U) << claim->given_up;
  EXPECT_EQ(store_.claim(1)->given_up, "") << "of another trial nobody died";
}

TEST_F(TrialStoreTest, TwoCrashesAreEnoughAndTheSignalIsNamed) {
  die_in(0, SIGSEGV);
  EXPECT_EQ(store_.claim(0)->given_up, "") << "the first may have been the machine's";
  die_in(0, SIGSEGV);
  const auto claim = store_.claim(0);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->given_up, "the process crashed in it twice, by signal 11 (Segmentation fault)");
}

TEST_F(TrialStoreTest, AGivenUpOneStaysSoUntilItIsPublished) {
  for (int crash = 0; crash < 2; ++crash) die_in(0, SIGABRT);
  dies_by(SIGKILL, [&] {
    const auto claim = store_.claim(0);
    if (claim->given_up.empty()) ::_exit(1);
    ::raise(SIGKILL);
  });
  EXPECT_EQ(store_.claim(0)->given_up, "the process crashed in it twice, by signal 6 (Aborted)");
}

TEST_F(TrialStoreTest, DamagedFilesAreNamed) {
  ASSERT_TRUE(store_.publish(numbered(0)));
  const std::string whole = storage::read_file(first_);
  for (const std::string& text :
       {std::string("{"), std::string(), std::string("{}"), std::string("[3]"), whole.substr(0, whole.size() / 2)}) {
    overwrite(first_, text);
    EXPECT_ERROR(store_.read(0), ExitCode::bad_data, first_.string());
  }
}

TEST_F(TrialStoreTest, AFileOfAnotherTrialIsDamageToo) {
  ASSERT_TRUE(store_.publish(numbered(5)));
  fs::rename(folder_ / "trials" / "000005.json", first_);
  EXPECT_ERROR(store_.read(0), ExitCode::bad_data, first_.string());
}

TEST_F(TrialStoreTest, DoesNotBringBackARunThatIsGone) {
  EXPECT_ERROR(TrialStore(folder_ / "published" / "trials"), ExitCode::cannot_create, "published/trials");
  EXPECT_FALSE(fs::exists(folder_ / "published"));
  fs::rename(folder_ / "trials", folder_ / "elsewhere");
  EXPECT_ERROR(store_.is_busy(), ExitCode::io, "trials");
  EXPECT_ERROR(store_.claim(0), ExitCode::cannot_create, "000000.claim");
  EXPECT_FALSE(fs::exists(folder_ / "trials"));
}

TEST_F(TrialStoreTest, IsBusyWhileALivingProcessHasAClaim) {
  die_in(1, SIGKILL);
  EXPECT_FALSE(store_.is_busy()) << "the dead are at work on nothing";
  const auto claim = store_.claim(0);
  EXPECT_TRUE(store_.is_busy());
}

TEST_F(TrialStoreTest, RemoveClaimsLeavesTheTrialsAlone) {
  store_.publish(numbered(0));
  store_.publish(numbered(1'234'567));
  for (const int signal : {SIGSEGV, SIGKILL}) die_in(2, signal);
  { const auto taken = store_.claim(2); }
  die_in(3, SIGSEGV);
  store_.remove_claims();
  std::set<std::string> left;
  for (const auto& entry : fs::directory_iterator(folder_ / "trials")) left.insert(entry.path().filename());
  EXPECT_EQ(left, (std::set<std::string>{"000000.json", "1234567.json"}));
}

TEST_F(TrialStoreTest, OfManyProcessesThatClaimAllAtOnceEachTrialHasOne) {
  constexpr int processes = 6, trials = 20;
  for (int i = 0; i < processes; ++i) {
    if (::fork() != 0) continue;
    for (std::uint64_t n = 0; n < trials; ++n) {
      if (const auto claim = store_.claim(n)) {
        if (!store_.publish(numbered(n, i))) ::_exit(1);
      }
    }
    ::_exit(0);
  }
  for (int i = 0; i < processes; ++i) {
    int status = 0;
    ::wait(&status);
    EXPECT_EQ(status, 0) << "one was published by two";
  }
  for (std::uint64_t n = 0; n < trials; ++n) EXPECT_TRUE(store_.read(n) || store_.claim(n)) << n;
}

}  // namespace
}  // namespace trainyard::search
