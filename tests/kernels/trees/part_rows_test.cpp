#include "kernels/trees/part_rows.hpp"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace trainyard::kernels::trees {
namespace {

using Numbers = std::vector<std::uint32_t>;

TEST(PartRows, KeepsTheOrderOnBothSidesAndWhatIsBehind) {
  std::mt19937 random(3);
  for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 31U, 32U, 33U, 1000U}) {
    for (const Side right : {Side{.first = 0, .width = 0}, Side{.first = 0, .width = 255}, Side{.first = 3, .width = 4},
                             Side{.first = 5, .width = 251}, Side{.first = 9, .width = 1}}) {
      std::vector<std::uint8_t> slots(3 * count + 1);
      for (std::uint8_t& slot : slots) slot = static_cast<std::uint8_t>(random() % 10);
      Numbers rows, left, others(count);
      for (std::uint32_t i = 0; i < count; ++i) rows.push_back(3 * i + static_cast<std::uint32_t>(random() % 3));
      Numbers on_right;
      for (const std::uint32_t row : rows) (right.has(slots[row]) ? on_right : left).push_back(row);
      const std::size_t on_left = left.size();
      left.insert(left.end(), on_right.begin(), on_right.end());
      rows.push_back(77), left.push_back(77);  // another node's
      EXPECT_EQ(part_rows(slots.data(), right, rows.data(), count, others.data()), on_left) << count;
      EXPECT_EQ(rows, left) << count;
    }
  }
}

}  // namespace
}  // namespace trainyard::kernels::trees
