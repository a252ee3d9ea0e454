#include "kernels/reduce/sorted.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "kernels/base/buffer.hpp"
#include "tests/kernels/reduce/blocks.hpp"
#include "tests/reference/columns.hpp"

namespace trainyard::kernels::reduce {
namespace {

TEST(Sorted, HoldsEveryNumberInOrderForAnyBlocksAndThreads) {
  for (const auto& column : reference::columns()) {
    std::vector<double> expected;
    std::ranges::copy_if(column.values, std::back_inserter(expected), [](double x) { return !std::isnan(x); });
    std::ranges::sort(expected);
    for (const int threads : {1, 3}) {
      const Exec exec{.threads = threads};
      const Buffer<double> values(exec, column.values);
      ASSERT_EQ(sorted(exec, WholeColumn(values.view())), expected) << column.name;
      ASSERT_EQ(sorted(exec, Blocks(values.view(), 777)), expected) << column.name;
    }
  }
}

TEST(Sorted, HasOneZero) {
  const Exec exec;
  const Buffer<double> values(exec, std::vector<double>{0.0, -0.0, -1});
  for (const double x : sorted(exec, WholeColumn(values.view()))) EXPECT_FALSE(x == 0.0 && std::signbit(x));
}

}  // namespace
}  // namespace trainyard::kernels::reduce
