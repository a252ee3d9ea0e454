#include "kernels/linear/times.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/linear/on_device.hpp"

namespace trainyard::kernels::linear {
namespace {

const std::vector<double> centers = {0.25, -3.0, 20.0}, factors = {1.5, -2.0, 0.1, 3.0, -0.7, 1e-3}, offsets = {4.0, -1.0};

std::vector<double> scores(const reference::Table& table, int threads = 1) {
  const Exec exec{.threads = threads};
  const OnDevice there(exec, table, centers);
  const Buffer<double> coefficients(exec, factors), added(exec, offsets);
  Buffer<double> result(exec, table.rows * 2);
  times(exec, there.design(), coefficients.view(), added.view(), {result.data(), table.rows, 2, table.rows});
  return result.download();
}

TEST(LinearTimes, AddsTheColumnsInOrderAndTheOffsetLast) {
  for (const std::size_t rows : row_counts()) {
    const auto table = reference::make_table(rows, 3);
    const auto found = scores(table);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t k = 0; k < 2; ++k) {
        double sum = 0;
        for (std::size_t c = 0; c < 3; ++c) sum += (static_cast<double>(table.values[c * rows + r]) - centers[c]) * factors[c * 2 + k];
        ASSERT_EQ(found[k * rows + r], sum + offsets[k]) << "row " << r << " of " << rows << ", output " << k;
      }
    }
  }
}

TEST(LinearTimes, TakesNoCenterForZeroAndRoundsWhereAskedTo) {
  const auto table = reference::make_table(1000, 7);
  const Exec exec;
  const OnDevice there(exec, table, std::vector<double>(7));
  const Buffer<double> coefficients(exec, reference::make_numbers(14, -3, 3)), added(exec, offsets);
  Buffer<double> expected(exec, 2000), found(exec, 2000);
  Buffer<float> rounded(exec, 2000);
  times(exec, there.design(), coefficients.view(), added.view(), {expected.data(), 1000, 2, 1000});
  times(exec, {there.design().x}, coefficients.view(), added.view(), {found.data(), 1000, 2, 1000});
  rounded_times(exec, {there.design().x}, coefficients.view(), added.view(), {rounded.data(), 1000, 2, 1000});
  EXPECT_EQ(found.download(), expected.download());
  for (std::size_t i = 0; i < 2000; ++i) ASSERT_EQ(rounded.data()[i], static_cast<float>(expected.data()[i])) << "value " << i;
}

TEST(LinearTimes, GivesTheSameBitsForAnyThreadCount) {
  const auto table = reference::make_table(9000, 3);
  for (const int threads : {2, 3, 7}) EXPECT_EQ(scores(table, threads), scores(table));
}

TEST(LinearTimes, WithoutColumnsGivesTheOffsets) {
  const Exec exec;
  const OnDevice there(exec, {3, 0, {}}, {});
  const Buffer<double> none(exec, 0), added(exec, std::vector<double>{2.5});
  Buffer<double> result(exec, 3);
  times(exec, there.design(), none.view(), added.view(), {result.data(), 3, 1, 3});
  EXPECT_EQ(result.download(), (std::vector<double>{2.5, 2.5, 2.5}));
}

}  // namespace
}  // namespace trainyard::kernels::linear
