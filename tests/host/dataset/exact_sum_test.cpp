#include "host/dataset/exact_sum.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <vector>

#include "host/dataset/buckets.hpp"
#include "host/dataset/order_image.hpp"

namespace trainyard::dataset {
namespace {

double sum_of(const std::vector<double>& values) {
  ExactSum sum;
  for (const double value : values) sum.add(value);
  return sum.rounded();
}

double bucket_sum_of(const std::vector<double>& values) {
  Buckets buckets;
  for (const double value : values) buckets.add(order_image(value));
  return buckets.sum().rounded();
}

TEST(ExactSum, LosesNothing) {
  const double most = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::denorm_min();
  const std::vector<std::pair<std::vector<double>, double>> sums = {
      {{}, 0},
      {{1, 1e100, 1, -1e100}, 2},
      {{most, least, -most}, least},
      {{-most, -most, most, -3 * least, most}, -3 * least},
      {{0.1, 0.2, -0.1, -0.2}, 0},
      {{-0.5, -0.25}, -0.75},
      {{1, 0x1p-53, 0x1p-200}, 1 + 0x1p-52},  // just above a tie
      {{1, 0x1p-53}, 1},                      // a tie, to even
  };
  for (const auto& [values, expected] : sums) {
    EXPECT_EQ(sum_of(values), expected);
    EXPECT_EQ(bucket_sum_of(values), expected);
  }
}

TEST(ExactSum, IsTheSameInAnyOrder) {
  std::mt19937_64 random(3);
  std::vector<double> values(2000);
  for (double& value : values)
    value = std::ldexp(std::uniform_real_distribution<double>(-1, 1)(random), static_cast<int>(random() % 2000) - 1000);
  const double sum = sum_of(values);
  std::shuffle(values.begin(), values.end(), random);
  EXPECT_EQ(sum_of(values), sum);
  EXPECT_EQ(bucket_sum_of(values), sum);
  for (std::size_t i = values.size(); i-- > 0;) values.push_back(-values[i]);
  std::shuffle(values.begin(), values.end(), random);
  EXPECT_EQ(sum_of(values), 0);
  EXPECT_EQ(bucket_sum_of(values), 0);
}

TEST(ExactSum, CountsAndDivides) {
  ExactSum sum;
  sum.add(-std::numeric_limits<double>::max(), 3'000'000'000'000);
  sum.divide(3'000'000'000'000);
  EXPECT_EQ(sum.rounded(), -std::numeric_limits<double>::max());
  ExactSum third;
  third.add(1);
  third.divide(3);
  EXPECT_EQ(third.rounded(), 1.0 / 3);
  Buckets buckets;
  buckets.add(order_image(-1.9), 1'000'000'000'000'000);
  buckets.add(order_image(1.9), 999'999'999'999'999);
  EXPECT_EQ(buckets.sum().rounded(), -1.9);
}

}  // namespace
}  // namespace trainyard::dataset
