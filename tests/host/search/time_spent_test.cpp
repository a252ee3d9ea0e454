#include "host/search/time_spent.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace trainyard::search {
namespace {

TEST(TimeSpent, WhatIsDoneSideBySideCountsOnce) {
  EXPECT_EQ(time_spent({{0, 10}, {5, 15}}), 15);
  EXPECT_EQ(time_spent({{0, 10}, {0, 10}, {0, 10}, {0, 10}}), 10);
  EXPECT_EQ(time_spent({{0, 100}, {10, 20}, {30, 40}}), 100) << "one that lies within another";
  EXPECT_EQ(time_spent({{0, 10}, {10, 20}}), 20) << "one that begins where another ends";
}

TEST(TimeSpent, PausesCountNothing) {
  EXPECT_EQ(time_spent({}), 0);
  EXPECT_EQ(time_spent({{1'700'000'000'000, 1'700'000'000'250}, {1'700'086'400'000, 1'700'086'400'750}}), 1000);
}

TEST(TimeSpent, AnIntervalThatEndsBeforeItStartsCountsNothing) {
  EXPECT_EQ(time_spent({{100, 40}}), 0);
  EXPECT_EQ(time_spent({{0, 10}, {100, 5}, {20, 30}}), 20) << "nor does it take anything from the others";
}

TEST(TimeSpent, TheirOrderDoesNotMatter) {
  std::vector<Interval> all{{0, 10}, {5, 15}, {30, 20}, {40, 50}, {41, 42}, {49, 60}};
  std::ranges::sort(all);
  do {
    ASSERT_EQ(time_spent(all), 35);
  } while (std::ranges::next_permutation(all).found);
}

}  // namespace
}  // namespace trainyard::search
