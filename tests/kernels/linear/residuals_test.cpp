#include "kernels/linear/residuals.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/linear/on_device.hpp"

namespace trainyard::kernels::linear {
namespace {

TEST(SquaredResiduals, AreTheWeightedSumOfSquares) {
  for (const std::size_t rows : row_counts()) {
    const auto y = reference::make_numbers(rows, 900, 1100), weight = reference::make_numbers(rows, 0, 3, 5);
    for (const auto& counts : {std::vector<double>(), weight}) {
      long double expected = 0;
      for (std::size_t r = 0; r < rows; ++r) {
        const long double left = static_cast<long double>(y[r]) - 1000.25L;
        expected += (counts.empty() ? 1.0L : static_cast<long double>(counts[r])) * left * left;
      }
      const Buffer<double> numbers({}, y), weights({}, counts);
      const double found = squared_residuals({}, numbers.view(), 1000.25, weights.view());
      EXPECT_NEAR(found, static_cast<double>(expected), 1e-13 * static_cast<double>(expected)) << rows << " rows";
      EXPECT_EQ(squared_residuals({.threads = 3}, numbers.view(), 1000.25, weights.view()), found);
    }
  }
}

}  // namespace
}  // namespace trainyard::kernels::linear
