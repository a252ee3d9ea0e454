#include "kernels/linear/weighted_gram.hpp"

#include <gtest/gtest.h>

#include "kernels/linear/transposed_times.hpp"
#include "tests/kernels/linear/on_device.hpp"

namespace trainyard::kernels::linear {
namespace {

std::vector<double> centers_of(std::size_t count) {
  std::vector<double> out(count);
  for (std::size_t c = 0; c < count; ++c) out[c] = 10.0 * static_cast<double>(c) + 0.1;
  return out;
}

std::vector<double> weighted(const Exec& exec, const reference::Table& table, const std::vector<double>& weight) {
  const OnDevice there(exec, table, centers_of(table.columns));
  const Buffer<double> weights(exec, weight);
  return weighted_gram(exec, there.design(), weights.view());
}

/// The column i as the left side of the products, i = columns being that of ones.
std::vector<double> left_side(const reference::Table& table, const std::vector<double>& weight, std::size_t i) {
  std::vector<double> out = weight;
  if (i == table.columns) return out;
  const double center = centers_of(table.columns)[i];
  for (std::size_t r = 0; r < table.rows; ++r) out[r] = (static_cast<double>(table.values[i * table.rows + r]) - center) * weight[r];
  return out;
}

TEST(WeightedGram, HasTheBitsOfTheSumsOfItsProducts) {
  for (const std::size_t width : {0, 1, 2, 3, 7}) {
    for (const std::size_t rows : row_counts()) {
      const auto table = reference::make_table(rows, width);
      const auto weight = reference::make_numbers(rows, 0, 3);
      const auto found = weighted({}, table, weight);
      const OnDevice there({}, table, centers_of(width));
      const std::size_t n = width + 1;
      ASSERT_EQ(found.size(), n * n);
      for (std::size_t i = 0; i < n; ++i) {
        const Buffer<double> left({}, left_side(table, weight, i));
        const MatrixView<const double> right{left.data(), rows, 1, rows};
        const auto sums = transposed_times({}, there.design(), right);
        for (std::size_t j = i; j < width; ++j) {
          ASSERT_EQ(found[i + j * n], sums[j]) << "columns " << i << " and " << j << " of " << width << ", " << rows << " rows";
          ASSERT_EQ(found[j + i * n], sums[j]);
        }
        ASSERT_EQ(found[i + width * n], column_sums({}, right)[0]) << "column " << i << " and the ones, " << rows << " rows";
      }
    }
  }
}

TEST(WeightedGram, GivesTheSameBitsForAnyThreadCount) {
  const auto table = reference::make_table(4096 * 70 + 77, 2);
  const auto weight = reference::make_numbers(table.rows, -1, 3);
  for (const int threads : {2, 3, 7}) EXPECT_EQ(weighted({.threads = threads}, table, weight), weighted({}, table, weight));
}

}  // namespace
}  // namespace trainyard::kernels::linear
