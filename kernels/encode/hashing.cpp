#include <bit>

#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode {
namespace {

// MurmurHash3_x86_32 of Austin Appleby, with seed 0; the text is read as little-endian words.
std::uint32_t murmur3(std::string_view text) {
  constexpr std::uint32_t c1 = 0xcc9e2d51, c2 = 0x1b873593;
  const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(text[i])}; };
  const auto scrambled = [](std::uint32_t word) { return std::rotl(word * c1, 15) * c2; };
  std::uint32_t hash = 0;
  const std::size_t whole = text.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4) {
    const std::uint32_t word = byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    hash = std::rotl(hash ^ scrambled(word), 13) * 5 + 0xe6546b64;
  }
  std::uint32_t rest = 0;
  for (std::size_t i = text.size(); i > whole; --i) rest = rest << 8 | byte(i - 1);
  hash ^= scrambled(rest);
  hash ^= static_cast<std::uint32_t>(text.size());
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return hash ^ hash >> 16;
}

}  // namespace

HashedColumn hashed_column(std::string_view text, std::int32_t columns) {
  const std::int64_t hash = std::bit_cast<std::int32_t>(murmur3(text));
  return {static_cast<std::int32_t>((hash < 0 ? -hash : hash) % columns), hash < 0};
}

constinit const Encoder hashing = {.name = "hashing",
                                   .doc = "1 or -1 in one of a fixed number of columns, both by a hash of the category",
                                   .columns = Columns::hashed,
                                   .keys = {"features"}};

}  // namespace trainyard::kernels::encode
