#include "kernels/encode/encode.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "kernels/base/buffer.hpp"

namespace trainyard::kernels::encode {
namespace {

std::vector<float> run(const std::string& name, const std::vector<std::int32_t>& codes, const std::vector<std::int32_t>& positions,
                       std::size_t columns, int threads = 1) {
  Exec exec;
  exec.threads = threads;
  const Buffer<std::int32_t> codes_there(exec, codes), positions_there(exec, positions);
  Buffer<float> result(exec, codes.size() * columns);
  find_encoder(name)->apply(exec, codes_there.view(), positions_there.view(), {result.data(), codes.size(), columns, codes.size()});
  return result.download();
}

TEST(Encode, ListsEachEncoderOnceByName) {
  std::vector<std::string> names;
  for (const auto& encoder : encoders()) names.emplace_back(encoder.name);
  EXPECT_EQ(names, (std::vector<std::string>{"onehot", "ordinal"}));
  for (const auto& encoder : encoders()) EXPECT_EQ(find_encoder(encoder.name), &encoder);
  EXPECT_EQ(find_encoder("target"), nullptr);
}

// Codes 0, 1, 2 stand for categories 1, none, 0; a missing value (-1) for none.
TEST(Encode, WritesAColumnPerCategory) {
  EXPECT_EQ(run("onehot", {0, 1, 2, -1, 0}, {-1, 1, -1, 0}, 2), (std::vector<float>{0, 0, 1, 0, 0, 1, 0, 0, 0, 1}));
}

TEST(Encode, WritesTheCategorysNumber) {
  const auto result = run("ordinal", {0, 1, 2, -1, 0}, {-1, 1, -1, 0}, 1);
  EXPECT_EQ(result[0], 1.0F);
  EXPECT_TRUE(std::isnan(result[1]));
  EXPECT_EQ(result[2], 0.0F);
  EXPECT_TRUE(std::isnan(result[3]));
  EXPECT_EQ(result[4], 1.0F);
}

TEST(Encode, GivesAMissingValueItsOwnCategory) {
  EXPECT_EQ(run("ordinal", {-1, 0}, {1, 0}, 1), (std::vector<float>{1, 0}));
  EXPECT_EQ(run("onehot", {-1, 0}, {1, 0}, 2), (std::vector<float>{0, 1, 1, 0}));
}

TEST(Encode, TakesNoRowsAndNoCategories) {
  EXPECT_TRUE(run("onehot", {}, {-1, 0}, 1).empty());
  EXPECT_TRUE(run("onehot", {-1, -1}, {-1}, 0).empty());
  EXPECT_TRUE(run("ordinal", {}, {-1}, 1).empty());
}

TEST(Encode, GivesTheSameRowsForAnyThreadCount) {
  std::vector<std::int32_t> codes(100'003);
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<std::int32_t>(i % 4) - 1;
  const std::vector<std::int32_t> positions = {3, 2, 1, 0};
  EXPECT_EQ(run("onehot", codes, positions, 4, 1), run("onehot", codes, positions, 4, 4));
  EXPECT_EQ(run("ordinal", codes, positions, 1, 1), run("ordinal", codes, positions, 1, 4));
}

}  // namespace
}  // namespace trainyard::kernels::encode
