#include "kernels/encode/encode.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

#include "kernels/base/buffer.hpp"

namespace trainyard::kernels::encode {
namespace {

std::vector<float> indicators(const std::vector<std::int32_t>& codes, const std::vector<std::int32_t>& positions, std::size_t columns,
                              int threads = 1) {
  const Exec exec{.threads = threads};
  const Buffer<std::int32_t> codes_there(exec, codes), positions_there(exec, positions);
  Buffer<float> result(exec, codes.size() * columns);
  indicate(exec, codes_there.view(), positions_there.view(), {result.data(), codes.size(), columns, codes.size()});
  return result.download();
}

std::vector<float> looked_up(const std::vector<std::int32_t>& codes, const std::vector<float>& table, int threads = 1) {
  const Exec exec{.threads = threads};
  const Buffer<std::int32_t> codes_there(exec, codes);
  const Buffer<float> table_there(exec, table);
  Buffer<float> result(exec, codes.size());
  look_up(exec, codes_there.view(), table_there.view(), result.view());
  return result.download();
}

UnseenCounts counted(const std::vector<std::int32_t>& codes, const std::vector<std::uint8_t>& is_unseen) {
  const Exec exec;
  const Buffer<std::int32_t> codes_there(exec, codes);
  const Buffer<std::uint8_t> is_unseen_there(exec, is_unseen);
  return count_unseen(exec, codes_there.view(), is_unseen_there.view());
}

TEST(Encode, FindsEachEncoderByItsName) {
  for (const auto& encoder : encoders()) EXPECT_EQ(find_encoder(encoder.name), &encoder);
  EXPECT_EQ(find_encoder("guess"), nullptr);
}

// Codes 0, 1, 2 stand for categories 1, none, 0; a missing value (-1) for none.
TEST(Encode, WritesAColumnPerCategory) {
  EXPECT_EQ(indicators({0, 1, 2, -1, 0}, {-1, 1, -1, 0}, 2), (std::vector<float>{0, 0, 1, 0, 0, 1, 0, 0, 0, 1}));
}

TEST(Encode, GivesAMissingValueItsOwnCategory) { EXPECT_EQ(indicators({-1, 0}, {1, 0}, 2), (std::vector<float>{0, 1, 1, 0})); }

TEST(Encode, LooksUpTheNumberOfACode) { EXPECT_EQ(looked_up({0, 1, -1}, {9, 1, -2.5F}), (std::vector<float>{1, -2.5F, 9})); }

TEST(Encode, TakesNoRowsAndNoCategories) {
  EXPECT_TRUE(indicators({}, {-1, 0}, 1).empty());
  EXPECT_TRUE(indicators({-1, -1}, {-1}, 0).empty());
  EXPECT_TRUE(looked_up({}, {0}).empty());
}

TEST(Encode, GivesTheSameRowsForAnyThreadCount) {
  std::vector<std::int32_t> codes(100'003);
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<std::int32_t>(i % 4) - 1;
  EXPECT_EQ(indicators(codes, {3, 2, 1, 0}, 4, 1), indicators(codes, {3, 2, 1, 0}, 4, 4));
  EXPECT_EQ(looked_up(codes, {3, 2, 1, 0}, 1), looked_up(codes, {3, 2, 1, 0}, 4));
}

TEST(Encode, CountsMissingAndUnseenRows) {
  const auto found = counted({0, 1, 1, -1, 2}, {1, 0, 1, 0});
  EXPECT_EQ(found.missing, 1U);
  EXPECT_EQ(found.unseen, 3U);
}

TEST(Encode, RefusesACodeThatTheDictionaryLacks) {
  EXPECT_THROW(counted({0, 3}, {0, 0, 0}), std::out_of_range);
  EXPECT_THROW(counted({-2}, {0}), std::out_of_range);
}

// scikit-learn has no such encoder; category_encoders' CountEncoder(normalize=True) divides likewise.
TEST(Encode, GivesTheFractionOfRowsAsFrequency) {
  EXPECT_EQ(frequency.values({.counts = {1, 0, 3}, .rows = 8}), (std::vector<double>{0.125, 0.0, 0.375}));
}

TEST(Encode, NumbersCategoriesInOrder) { EXPECT_EQ(ordinal.values({.counts = {5, 1, 1}, .rows = 7}), (std::vector<double>{0, 1, 2})); }

}  // namespace
}  // namespace trainyard::kernels::encode
