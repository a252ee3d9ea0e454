#include "kernels/linear/transposed_times.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/linear/on_device.hpp"
#include "tests/reference/moments.hpp"

namespace trainyard::kernels::linear {
namespace {

const std::vector<double> column_centers = {0.25, -3.0, 20.0};
constexpr std::size_t columns = 3, outputs = 2;

struct Found {
  std::vector<double> products, squares, sums;
  bool operator==(const Found&) const = default;
};

Found found(const reference::Table& table, const std::vector<double>& right, int threads = 1) {
  const Exec exec{.threads = threads};
  const OnDevice there(exec, table, column_centers);
  const Buffer<double> values(exec, right);
  const MatrixView<const double> matrix{values.data(), table.rows, outputs, table.rows};
  return {transposed_times(exec, there.design(), matrix), transposed_squares(exec, there.design(), matrix), column_sums(exec, matrix)};
}

TEST(LinearTransposedTimes, AddsTheRowsInTheCanonicalOrder) {
  for (const std::size_t rows : row_counts()) {
    const auto table = reference::make_table(rows, columns);
    const auto right = reference::make_numbers(rows * outputs, -1, 1);
    const Found sums = found(table, right);
    for (std::size_t k = 0; k < outputs; ++k) {
      for (std::size_t c = 0; c < columns; ++c) {
        std::vector<double> products(rows), squares(rows);
        for (std::size_t r = 0; r < rows; ++r) {
          const double x = static_cast<double>(table.values[c * rows + r]) - column_centers[c];
          products[r] = x * right[k * rows + r];
          squares[r] = x * x * right[k * rows + r];
        }
        ASSERT_EQ(sums.products[c * outputs + k], reference::canonical_sum(products)) << rows << " rows, column " << c << ", output " << k;
        ASSERT_EQ(sums.squares[c * outputs + k], reference::canonical_sum(squares)) << rows << " rows, column " << c << ", output " << k;
      }
      const auto begin = right.begin() + static_cast<std::ptrdiff_t>(k * rows);
      ASSERT_EQ(sums.sums[k], reference::canonical_sum(std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(rows))));
    }
  }
}

// More tiles than are in memory together.
TEST(LinearTransposedTimes, AddsManyTilesInTheCanonicalOrderForAnyThreadCount) {
  const std::size_t rows = 4096 * 67 + 5;
  const auto table = reference::make_table(rows, columns);
  const auto right = reference::make_numbers(rows * outputs, -1, 1);
  const Found alone = found(table, right);
  std::vector<double> products(rows);
  for (std::size_t r = 0; r < rows; ++r) products[r] = (static_cast<double>(table.values[r]) - column_centers[0]) * right[r];
  EXPECT_EQ(alone.products[0], reference::canonical_sum(products));
  for (const int threads : {2, 5}) EXPECT_EQ(found(table, right, threads), alone) << threads << " threads";
}

}  // namespace
}  // namespace trainyard::kernels::linear
