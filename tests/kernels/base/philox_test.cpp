#include "kernels/base/philox.cuh"

#include <gtest/gtest.h>
#include <vector>

namespace trainyard::kernels::cpu {
namespace {

std::vector<std::uint32_t> words_of(const PhiloxBlock& counter, std::uint64_t key) {
  const PhiloxBlock block = philox(counter, key);
  return {block.words, block.words + 4};
}

// The known answers that its authors publish with Random123 (kat_vectors, philox4x32 10).
TEST(Philox, GivesTheKnownAnswers) {
  const std::uint32_t ones = 0xffffffffU;
  EXPECT_EQ(words_of({{0, 0, 0, 0}}, 0), (std::vector<std::uint32_t>{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}));
  EXPECT_EQ(words_of({{ones, ones, ones, ones}}, ~std::uint64_t{0}),
            (std::vector<std::uint32_t>{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU}));
  EXPECT_EQ(words_of({{0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U}}, 0x299f31d0a4093822U),
            (std::vector<std::uint32_t>{0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U}));
}

}  // namespace
}  // namespace trainyard::kernels::cpu
