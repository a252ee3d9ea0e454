// The order of an OrderedPipeline, and what becomes of exceptions.
#include "host/dataset/ordered_pipeline.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <numeric>
#include <string>
#include <tuple>

namespace trainyard::dataset {
namespace {

struct Item {
  int number = 0;
  std::uint64_t value = 0;
};

// Uneven work, so that later items are often ready before earlier ones.
std::uint64_t work_on(int number) {
  std::uint64_t value = static_cast<std::uint64_t>(number) + 1;
  for (int i = 0; i < (number % 7) * 3000; ++i) value = value * 6364136223846793005ULL + 1442695040888963407ULL;
  return value;
}

struct Pipeline : ::testing::TestWithParam<std::tuple<int, std::size_t>> {
  /// Runs 300 items through; a step throws its name at the item where it is to fail.
  void run(int produce_fails = -1, int convert_fails = -1, int consume_fails = -1) {
    const auto [threads, in_flight] = GetParam();
    int next = 0;
    std::atomic<int> producing = 0, consuming = 0;
    OrderedPipeline<Item>({.produce =
                               [&](Item& item) {
                                 EXPECT_EQ(producing++, 0) << "two produce at once";
                                 item.number = next;
                                 --producing;
                                 if (next == produce_fails) throw std::runtime_error("produce");
                                 return next++ < items;
                               },
                           .convert =
                               [&](Item& item) {
                                 if (item.number == convert_fails) throw std::runtime_error("convert");
                                 item.value = work_on(item.number);
                               },
                           .consume =
                               [&](Item& item) {
                                 EXPECT_EQ(consuming++, 0) << "two consume at once";
                                 EXPECT_EQ(item.value, work_on(item.number));
                                 consumed_.push_back(item.number);
                                 --consuming;
                                 if (item.number == consume_fails) throw std::runtime_error("consume");
                               }},
                          threads, in_flight)
        .run();
  }

  std::string failure(int produce_fails, int convert_fails, int consume_fails) {
    consumed_.clear();
    try {
      run(produce_fails, convert_fails, consume_fails);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "nothing thrown";
  }

  static std::vector<int> up_to(int count) {
    std::vector<int> numbers(static_cast<std::size_t>(count));
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
  }

  static constexpr int items = 300;
  std::vector<int> consumed_;
};

TEST_P(Pipeline, ConsumesEveryItemOnceAndInOrder) {
  run();
  EXPECT_EQ(consumed_, up_to(items));
}

TEST_P(Pipeline, ThrowsWhatAStepThrowsAfterConsumingAllItemsBefore) {
  EXPECT_EQ(failure(50, -1, -1), "produce");
  EXPECT_EQ(consumed_, up_to(50));
  EXPECT_EQ(failure(-1, 50, -1), "convert");
  EXPECT_EQ(consumed_, up_to(50));
  EXPECT_EQ(failure(-1, -1, 50), "consume");
  EXPECT_EQ(consumed_, up_to(51));
}

TEST_P(Pipeline, ThrowsOfSeveralFailuresTheEarliestItemsForAnyNumberOfThreads) {
  EXPECT_EQ(failure(52, 51, 50), "consume");
  EXPECT_EQ(failure(51, 50, 52), "convert");
  EXPECT_EQ(failure(50, 51, 52), "produce");
  EXPECT_EQ(failure(0, -1, -1), "produce");
}

INSTANTIATE_TEST_SUITE_P(Threads, Pipeline,
                         ::testing::Combine(::testing::Values(1, 2, 3, 4, 5, 6, 7, 8), ::testing::Values<std::size_t>(1, 2, 18)),
                         [](const auto& pair) {
                           return std::to_string(std::get<0>(pair.param)) + "with" + std::to_string(std::get<1>(pair.param)) + "inflight";
                         });

TEST(OrderedPipeline, EndsWithoutAnyItem) {
  OrderedPipeline<int>({.produce = [](int&) { return false; }, .convert = [](int&) { FAIL(); }, .consume = [](int&) { FAIL(); }}, 4, 4)
      .run();
}

}  // namespace
}  // namespace trainyard::dataset
