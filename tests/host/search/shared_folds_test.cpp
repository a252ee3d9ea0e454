#include "host/search/shared_folds.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>
#include <vector>

namespace trainyard::search {
namespace {

ScoredFold fold_of_number(std::size_t k) { return {.predicted = {}, .entry = {{"fold", k}}}; }

/// Helps until it has helped, as an idle thread does.
void help_once(SharedFolds& shared) {
  while (!shared.help({})) std::this_thread::yield();
}

TEST(SharedFolds, AreFittedOnceEachWhoeverFitsThem) {
  constexpr std::size_t folds = 50;
  SharedFolds shared;
  std::vector<std::atomic<int>> fits(folds);
  std::atomic<bool> done = false;
  std::vector<std::thread> idle;
  for (int t = 0; t < 3; ++t) {
    idle.emplace_back([&] {
      while (!done) shared.help({});
    });
  }
  {
    SharedFolds::Offer offer(shared, 1, folds,
                             [&](const Exec&, std::size_t k, const auto&) {
                               ++fits[k];
                               return fold_of_number(k);
                             },
                             {});
    for (std::size_t k = 1; k < folds; ++k) EXPECT_EQ(offer.take({}, k).entry.at("fold"), k);
  }
  done = true;
  for (auto& thread : idle) thread.join();
  EXPECT_EQ(fits[0], 0) << "the first was not on offer";
  for (std::size_t k = 1; k < folds; ++k) EXPECT_EQ(fits[k], 1) << "fold " << k;
}

TEST(SharedFolds, TheOwnerWaitsForAFoldThatAnotherIsAt) {
  SharedFolds shared;
  std::atomic<bool> begun = false, go = false;
  SharedFolds::Offer offer(shared, 0, 1,
                           [&](const Exec&, std::size_t k, const auto&) {
                             begun = true;
                             while (!go) std::this_thread::yield();
                             return fold_of_number(k);
                           },
                           {});
  std::thread helper(help_once, std::ref(shared));
  while (!begun) std::this_thread::yield();
  go = true;
  EXPECT_EQ(offer.take({}, 0).entry.at("fold"), 0);
  helper.join();
}

TEST(SharedFolds, TheOwnerFitsLaterOnesMeanwhile) {
  SharedFolds shared;
  std::atomic<bool> begun = false, later = false;
  SharedFolds::Offer offer(shared, 0, 2,
                           [&](const Exec&, std::size_t k, const auto&) {
                             if (k == 1) later = true;
                             begun = true;
                             while (!later) std::this_thread::yield();
                             return fold_of_number(k);
                           },
                           {});
  std::thread helper(help_once, std::ref(shared));
  while (!begun) std::this_thread::yield();
  EXPECT_EQ(offer.take({}, 0).entry.at("fold"), 0);
  EXPECT_EQ(offer.take({}, 1).entry.at("fold"), 1);
  helper.join();
}

TEST(SharedFolds, WhatGoesWrongInAHelperIsToldToTheOwnerInItsTurn) {
  SharedFolds shared;
  SharedFolds::Offer offer(shared, 0, 2,
                           [](const Exec&, std::size_t k, const auto&) -> ScoredFold {
                             if (k == 0) throw std::runtime_error("the first fold has no score");
                             return fold_of_number(k);
                           },
                           {});
  help_once(shared);
  EXPECT_EQ(offer.take({}, 1).entry.at("fold"), 1);
  EXPECT_THROW(static_cast<void>(offer.take({}, 0)), std::runtime_error);
}

TEST(SharedFolds, OfAnEndedTrialAreLeftByThoseWhoAreAtThem) {
  SharedFolds shared;
  std::atomic<bool> begun = false, told = false;
  std::thread helper;
  {
    const SharedFolds::Offer offer(shared, 0, 1,
                                   [&](const Exec&, std::size_t k, const std::function<bool()>& unwanted) {
                                     begun = true;
                                     while (!unwanted()) std::this_thread::yield();
                                     told = true;
                                     return fold_of_number(k);
                                   },
                                   {});
    helper = std::thread(help_once, std::ref(shared));
    while (!begun) std::this_thread::yield();
  }
  EXPECT_TRUE(told) << "the offer ends only when nobody uses it any more";
  helper.join();
  EXPECT_FALSE(shared.help({})) << "nothing is left to help with";
}

TEST(SharedFolds, AHelperHoldsWhatTheTrialAsksForWhileItIsAtAFold) {
  SharedFolds shared;
  std::weak_ptr<int> held;
  bool was_held = false;
  SharedFolds::Offer offer(
      shared, 0, 2,
      [&](const Exec&, std::size_t k, const auto&) {
        was_held = !held.expired();
        return fold_of_number(k);
      },
      [&] {
        const auto note = std::make_shared<int>(1);
        held = note;
        return note;
      });
  help_once(shared);
  EXPECT_TRUE(was_held);
  EXPECT_TRUE(held.expired());
  static_cast<void>(offer.take({}, 1));
  EXPECT_FALSE(was_held) << "the owner has its own";
}

}  // namespace
}  // namespace trainyard::search
