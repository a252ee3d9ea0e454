#include "host/dataset/hyperloglog.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace trainyard::dataset {
namespace {

double estimate(std::uint64_t first, std::uint64_t count) {
  HyperLogLog sketch;
  for (std::uint64_t i = 0; i < count; ++i) sketch.add(mixed(first + i));
  return sketch.estimate();
}

TEST(HyperLogLog, ErrsByItsStandardErrorAndWithoutBias) {
  for (const std::uint64_t count : {100U, 10'000U, 40'000U, 80'000U, 300'000U}) {
    double squares = 0, sum = 0;
    const int tries = 25;
    for (int i = 0; i < tries; ++i) {
      const double error = estimate(static_cast<std::uint64_t>(i) << 40, count) / static_cast<double>(count) - 1;
      squares += error * error;
      sum += error;
      EXPECT_LT(std::abs(error), 5 * 0.0082) << count;
    }
    EXPECT_LT(std::sqrt(squares / tries), 0.0082 * 1.4) << count;
    EXPECT_LT(std::abs(sum / tries), 4 * 0.0082 / 5) << count;
  }
  EXPECT_EQ(HyperLogLog().estimate(), 0);
}

TEST(HyperLogLog, IsOneSketchWhenMerged) {
  HyperLogLog all, left, right;
  for (std::uint64_t i = 0; i < 50'000; ++i) {
    all.add(mixed(i));
    (i % 3 == 0 ? left : right).add(mixed(i));
    left.add(mixed(i / 2));
  }
  left.merge(right);
  EXPECT_EQ(left.estimate(), all.estimate());
}

TEST(HyperLogLog, KeepsWithinKnownLimits) {
  HyperLogLog sketch;
  for (std::uint64_t i = 0; i < 1000; ++i) sketch.add(mixed(i));
  EXPECT_EQ(sketch.count_between(5000, 6000), 5000U);
  EXPECT_EQ(sketch.count_between(0, 10), 10U);
}

}  // namespace
}  // namespace trainyard::dataset
