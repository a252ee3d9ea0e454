#include "kernels/trees/sampling.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

#include "kernels/base/philox.cuh"

namespace trainyard::kernels::trees {
namespace {

using Numbers = std::vector<std::uint32_t>;

Numbers rows_of(TreeDraws draws, float share, std::size_t count) {
  Numbers drawn(count), others(count);
  drawn.resize(sample_rows(draws, share, count, drawn.data(), others.data()));
  return drawn;
}

TEST(SampleRows, DrawsARowByItsNumberHoweverManyThereAre) {
  const Numbers many = rows_of({3, 4}, 0.5F, 5000);
  for (const std::size_t count : {0U, 1U, 3U, 4U, 5U, 1024U, 1025U, 4999U}) {
    Numbers expected = many;
    std::erase_if(expected, [&](std::uint32_t row) { return row >= count; });
    EXPECT_EQ(rows_of({3, 4}, 0.5F, count), expected) << count;
  }
}

TEST(SampleRows, DrawsARowWhoseBitsAreBelowTheShare) {
  for (const float share : {0.00001F, 0.25F, 0.7F, 0.99999F}) {
    Numbers expected;
    for (std::uint32_t row = 0; row < 3003; ++row) {
      const auto block = kernels::cpu::philox({{row / 8, 5, 0, 0}}, 11);
      const std::uint32_t word = block.words[row % 4], bits = row % 8 < 4 ? word & 0xffffU : word >> 16;
      if (bits < static_cast<double>(share) * 65536) expected.push_back(row);
    }
    EXPECT_EQ(rows_of({11, 5}, share, 3003), expected) << share;
  }
}

TEST(SampleRows, DrawsAboutItsShareAndAnewForEachTreeAndSeed) {
  constexpr std::size_t count = 20000;
  std::set<Numbers> different;
  for (const std::uint32_t tree : {0U, 1U, 2U}) {
    for (const std::uint64_t seed : {1U, 2U}) {
      const Numbers drawn = rows_of({seed, tree}, 0.3F, count);
      EXPECT_NEAR(static_cast<double>(drawn.size()), 6000, 300);
      different.insert(drawn);
    }
  }
  EXPECT_EQ(different.size(), 6U);
}

TEST(SampleRows, GivesTheOthersAsWell) {
  Numbers drawn(100), others(100);
  const std::size_t taken = sample_rows({1, 1}, 0.7F, 100, drawn.data(), others.data());
  drawn.resize(taken), others.resize(100 - taken);
  EXPECT_TRUE(std::ranges::is_sorted(drawn));
  EXPECT_TRUE(std::ranges::is_sorted(others));
  Numbers all = drawn;
  all.insert(all.end(), others.begin(), others.end());
  std::ranges::sort(all);
  for (std::uint32_t row = 0; row < 100; ++row) EXPECT_EQ(all[row], row);
}

TEST(SampleColumns, TakesAsManyAsXgboostDoes) {
  Numbers columns(10);
  for (std::uint32_t c = 0; c < 10; ++c) columns[c] = 3 * c;
  EXPECT_EQ(sample_columns({1, 1}, for_tree, 1.0F, columns), columns);
  EXPECT_EQ(sample_columns({1, 1}, for_tree, 0.55F, columns).size(), 5U);
  EXPECT_EQ(sample_columns({1, 1}, for_tree, 0.01F, columns).size(), 1U);
  const Numbers some = sample_columns({1, 1}, for_tree, 0.5F, columns);
  EXPECT_TRUE(std::ranges::is_sorted(some));
  EXPECT_TRUE(std::ranges::includes(columns, some));
}

TEST(SampleColumns, DrawsEveryColumnAboutAsOftenAndAnewForEachPlace) {
  const Numbers columns = {0, 1, 2, 3, 4, 5, 6, 7};
  Numbers times(8);
  std::set<Numbers> different;
  for (std::uint32_t node = 1; node <= 1000; ++node) {
    const Numbers some = sample_columns({9, 2}, for_node(node), 0.5F, columns);
    for (const std::uint32_t c : some) ++times[c];
    different.insert(some);
  }
  for (const std::uint32_t count : times) EXPECT_NEAR(count, 500, 80);
  EXPECT_EQ(different.size(), 70U);  // all ways to take 4 of 8
  EXPECT_NE(sample_columns({9, 2}, for_level(1), 0.5F, columns), sample_columns({9, 2}, for_level(3), 0.5F, columns));
}

}  // namespace
}  // namespace trainyard::kernels::trees
