// Each of these needs a process of its own, because it sets how a process takes signals, and some end it.
#include "jobs/signals.hpp"

#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <initializer_list>

namespace trainyard::jobs {
namespace {

constexpr int lived_on = 3;

/// Raises the signals in this order: one is handled before the next is raised, in the one thread there is.
[[noreturn]] void receive(std::initializer_list<int> signals) {
  for (const int signal_number : signals) std::raise(signal_number);
  std::_Exit(lived_on);
}

[[noreturn]] void stop_safely_and_receive(std::initializer_list<int> signals) {
  stop_safely_on_signals();
  receive(signals);
}

class SignalsDeathTest : public ::testing::Test {
 protected:
  void SetUp() override { ::testing::FLAGS_gtest_death_test_style = "threadsafe"; }
};

TEST_F(SignalsDeathTest, FirstOfAnyKindLetsTheProgramSaveAndSaysSo) {
  for (const int first : {SIGINT, SIGTERM, SIGUSR1}) {
    EXPECT_EXIT(stop_safely_and_receive({first}), ::testing::ExitedWithCode(lived_on), "stopping at the next safe point");
  }
}

TEST_F(SignalsDeathTest, InterruptAfterAnyOtherEndsTheProgramAtOnce) {
  for (const int first : {SIGINT, SIGTERM, SIGUSR1}) {
    EXPECT_EXIT(stop_safely_and_receive({first, SIGINT}), ::testing::KilledBySignal(SIGINT), "");
  }
}

TEST_F(SignalsDeathTest, RepeatedRequestOfASchedulerChangesNothing) {
  EXPECT_EXIT(stop_safely_and_receive({SIGTERM, SIGTERM}), ::testing::ExitedWithCode(lived_on), "");
  EXPECT_EXIT(stop_safely_and_receive({SIGINT, SIGUSR1, SIGTERM}), ::testing::ExitedWithCode(lived_on), "");
}

TEST_F(SignalsDeathTest, SignalThatTheCallerIgnoresStaysIgnored) {
  const auto receive_ignored = [](std::initializer_list<int> signals) {
    std::signal(SIGINT, SIG_IGN);
    stop_safely_and_receive(signals);
  };
  EXPECT_EXIT(receive_ignored({SIGINT, SIGINT}), ::testing::ExitedWithCode(lived_on), "^$");
  EXPECT_EXIT(receive_ignored({SIGTERM, SIGINT}), ::testing::ExitedWithCode(lived_on), "stopping at the next safe point");
}

}  // namespace
}  // namespace trainyard::jobs
