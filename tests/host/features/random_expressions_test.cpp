// Property: whatever the expression, its result is that of a plain recursion over its tree, bit for bit, for any number of threads and for
// one row at a time.
#include <gtest/gtest.h>

#include "kernels/base/buffer.hpp"
#include "kernels/derive/evaluate.hpp"
#include "tests/host/features/expressions.hpp"
#include "tests/reference/bits.hpp"
#include "tests/reference/expression.hpp"

namespace trainyard::features {
namespace {

using Columns = std::vector<std::vector<double>>;

constexpr double largest = std::numeric_limits<double>::max();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double quiet = std::numeric_limits<double>::quiet_NaN();

double random_number(std::mt19937_64& random) {
  constexpr double odd[] = {0.0, -0.0, 1.0, -1.0, 5e-324, -1e-310, largest, -largest, infinity, -infinity, quiet, 0x1p53, 1e15, 0.5, -2.5};
  if (random() % 3 == 0) return odd[random() % std::size(odd)];
  return std::ldexp(std::normal_distribution<double>(0.0, 1.0)(random), static_cast<int>(random() % 20) - 8);
}

std::vector<double> evaluated(const Expression& expression, const Columns& columns, std::size_t first, std::size_t rows, int threads) {
  Exec exec;
  exec.threads = threads;
  std::vector<kernels::Buffer<double>> buffers;
  std::vector<kernels::derive::Operand> operands;
  for (const OperandSource& source : expression.operands) {
    const auto& column = columns[static_cast<std::size_t>(source.column[1] - '0')];
    buffers.emplace_back(exec, std::span(column).subspan(first, rows));
    operands.push_back({std::as_const(buffers.back()).view(), {}, {}});
  }
  kernels::Buffer<double> result(exec, rows);
  kernels::derive::evaluate(exec, expression.program, operands, result.view());
  return result.download();
}

TEST(RandomExpressions, GiveTheBitsOfAPlainRecursionForAnyThreadsAndRowByRow) {
  std::mt19937_64 random(20261125);
  constexpr std::size_t rows = 10'000;  // enough for several threads
  Columns columns(4, std::vector<double>(rows));
  for (auto& column : columns) {
    for (double& number : column) number = random_number(random);
  }
  for (int trial = 0; trial < 300; ++trial) {
    const reference::Tree tree = reference::random_tree(random, 1 + trial % 6, columns.size());
    const std::string text = reference::text_of(tree);
    const Expression expression = test::compiled(text);
    const auto found = evaluated(expression, columns, 0, rows, 1);
    ASSERT_EQ(reference::bytes_of(found), reference::bytes_of(evaluated(expression, columns, 0, rows, 3))) << text;
    for (std::size_t row = 0; row < rows; row += 1 + random() % 200) {
      const auto expected = reference::evaluate(tree, {columns[0][row], columns[1][row], columns[2][row], columns[3][row]});
      ASSERT_TRUE(reference::same_bits(found[row], expected.known ? expected.number : quiet))
          << text << ", row " << row << ": " << found[row] << " for " << expected.number;
      ASSERT_TRUE(reference::same_bits(found[row], evaluated(expression, columns, row, 1, 1)[0])) << text << ", row " << row << " alone";
    }
  }
}

}  // namespace
}  // namespace trainyard::features
