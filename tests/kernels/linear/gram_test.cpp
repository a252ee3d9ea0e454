#include "kernels/linear/gram.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <thread>

#include "tests/kernels/linear/on_device.hpp"

namespace trainyard::kernels::linear {
namespace {

std::vector<double> found(const Exec& exec, const reference::Table& table, const std::vector<double>& center,
                          const std::vector<double>& weight) {
  const OnDevice there(exec, table, center);
  const Buffer<double> weights(exec, weight);
  return gram(exec, there.design(), weights.view());
}

std::vector<double> means(std::size_t columns) {
  std::vector<double> center(columns);
  for (std::size_t c = 0; c < columns; ++c) center[c] = 10.0 * static_cast<double>(c) + 0.1;
  return center;
}

/// Relative to the sizes of the two columns.
void expect_close(const std::vector<double>& found, const std::vector<long double>& expected, std::size_t columns) {
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t i = 0; i < columns; ++i) {
      const long double size = std::sqrt(expected[i + i * columns] * expected[j + j * columns]);
      ASSERT_NEAR(found[i + j * columns], expected[i + j * columns], 1e-14 * size) << "columns " << i << " and " << j;
      ASSERT_EQ(found[i + j * columns], found[j + i * columns]) << "columns " << i << " and " << j;
    }
  }
}

TEST(LinearGram, IsTheSumOfProductsOfCenteredColumns) {
  for (const std::size_t rows : row_counts()) {
    const auto table = reference::make_table(rows, 5);
    const auto weight = reference::make_numbers(rows, 0, 3);
    expect_close(found({}, table, means(5), {}), reference::plain_gram(table, means(5), {}), 5);
    expect_close(found({}, table, means(5), weight), reference::plain_gram(table, means(5), weight), 5);
  }
}

TEST(LinearGram, PutsBlocksOfManyColumnsInTheirPlaces) {
  for (const std::size_t columns : {1, 127, 128, 129, 300}) {
    const auto table = reference::make_table(200, columns);
    expect_close(found({}, table, means(columns), {}), reference::plain_gram(table, means(columns), {}), columns);
  }
}

TEST(LinearGram, GivesTheSameBitsForAnyThreadCount) {
  const auto table = reference::make_table(4096 * 6 + 77, 130);
  const auto weight = reference::make_numbers(table.rows, 0, 3);
  const auto alone = found({}, table, means(130), weight);
  for (const int threads : {2, 3, 8}) EXPECT_EQ(found({.threads = threads}, table, means(130), weight), alone) << threads << " threads";
}

TEST(LinearGram, GivesTheSameBitsWhileOthersComputeBesideIt) {
  const auto table = reference::make_table(20'000, 20);
  const auto alone = found({}, table, means(20), {});
  std::vector<std::vector<double>> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results) threads.emplace_back([&] { result = found({.threads = 2}, table, means(20), {}); });
  for (auto& thread : threads) thread.join();
  for (const auto& result : results) EXPECT_EQ(result, alone);
}

TEST(LinearGram, AgreesOnTheGpuToRounding) {
  const auto gpus = visible_gpus();
  if (gpus.empty()) GTEST_SKIP() << "no GPU";
  const Exec gpu{.kind = DeviceKind::cuda, .ordinal = gpus.front().ordinal};
  for (const std::size_t columns : {1, 5, 300}) {
    const auto table = reference::make_table(4096 * 20 + 77, columns);
    const auto weight = reference::make_numbers(table.rows, 0, 3);
    const auto on_cpu = found({.threads = 4}, table, means(columns), weight);
    expect_close(found(gpu, table, means(columns), weight), {on_cpu.begin(), on_cpu.end()}, columns);
    EXPECT_EQ(found(gpu, table, means(columns), weight), found(gpu, table, means(columns), weight));
  }
}

}  // namespace
}  // namespace trainyard::kernels::linear
