#include "host/dataset/exact_sum.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace trainyard::dataset {

void ExactSum::add(double value, std::uint64_t count) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const unsigned exponent = static_cast<unsigned>(bits >> 52) & 0x7FF;
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  const std::uint64_t mantissa = exponent == 0 ? fraction : fraction | (std::uint64_t{1} << 52);
  add((bits >> 63) != 0, Wide{mantissa} * count, std::max(exponent, 1U) + unit_shift - 1075);
}

void ExactSum::add(bool negative, Wide magnitude, unsigned shift) {
  std::size_t limb = shift / 32;
  std::uint64_t carry = 0;
  auto shifted = static_cast<std::uint64_t>(static_cast<std::uint32_t>(magnitude)) << (shift % 32);
  while (limb < limbs && (shifted != 0 || magnitude != 0 || carry != 0)) {
    const std::uint64_t part = (shifted & 0xFFFFFFFF) + carry;
    const std::uint64_t sum = negative ? limbs_[limb] - part : limbs_[limb] + part;
    limbs_[limb++] = static_cast<std::uint32_t>(sum);
    carry = negative ? -(sum >> 32) & 0xFFFFFFFF : sum >> 32;
    magnitude >>= 32;
    shifted = (shifted >> 32) + (static_cast<std::uint64_t>(static_cast<std::uint32_t>(magnitude)) << (shift % 32));
  }
}

void ExactSum::negate() {
  std::uint64_t carry = 1;
  for (std::uint32_t& limb : limbs_) {
    carry += static_cast<std::uint32_t>(~limb);
    limb = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
}

void ExactSum::divide(std::uint64_t count) {
  const bool below_zero = negative();
  if (below_zero) negate();
  std::uint64_t rest = 0;
  for (std::size_t i = limbs; i-- > 0;) {
    const Wide part = (Wide{rest} << 32) | limbs_[i];
    limbs_[i] = static_cast<std::uint32_t>(part / count);
    rest = static_cast<std::uint64_t>(part % count);
  }
  if (below_zero) negate();
}

double ExactSum::rounded() const {
  ExactSum magnitude = *this;
  if (negative()) magnitude.negate();
  std::size_t top = limbs - 1;
  while (top > 0 && magnitude.limbs_[top] == 0) --top;
  // Three limbs hold the 53 bits and more; any bit below them counts as one more bit, which is all that rounding has to know.
  Wide leading = 0;
  for (std::size_t i = 0; i < 3; ++i) leading = (leading << 32) | (top >= i ? magnitude.limbs_[top - i] : 0);
  const int spare = leading == 0 ? 0 : std::bit_width(static_cast<std::uint64_t>(leading >> 64));
  auto digits = static_cast<std::uint64_t>(leading >> spare);
  bool more = (leading & ((Wide{1} << spare) - 1)) != 0;
  for (std::size_t i = 3; i <= top && !more; ++i) more = magnitude.limbs_[top - i] != 0;
  if (more) digits |= 1;
  const int exponent = 32 * (static_cast<int>(top) - 2) + spare - static_cast<int>(unit_shift);
  const double value = std::ldexp(static_cast<double>(digits), exponent);
  return negative() ? -value : value;
}

}  // namespace trainyard::dataset
