// The numbers that files are full of, without a general parser: sign, digits, at most one point.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace trainyard::dataset {

/// What a text is when it is nothing but [-]digits[.digits], at most 18 of them and together at most 2^53: then the value is
/// digits / 10^decimals, and since both are exact doubles, one division rounds correctly (Clinger, "How to read floating point numbers
/// accurately", 1990).
struct PlainNumber {
  static constexpr std::int64_t largest_exact = std::int64_t{1} << 53;

  std::int64_t digits = 0;  ///< without the point and the sign
  int decimals = 0;
  bool ok = false, negative = false;
  bool point = false;
  bool leading_zero = false;  ///< as in "007", which is more than a number when there is no point

  [[nodiscard]] double value() const {
    static constexpr std::array<double, 19> powers{1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                                   1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};
    const double magnitude = static_cast<double>(digits) / powers[static_cast<std::size_t>(decimals)];
    // No branch, since signs alternate as they like.
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(magnitude) | (std::uint64_t{negative} << 63));
  }
};

/// Eight digits in file order, in a word of a little-endian machine: pairs, fours, then all, in one multiplication each.
struct EightDigits {
  static constexpr std::uint64_t zeros = 0x3030303030303030;

  /// The bytes, at most eight and at least one, with zeros before them.
  static std::uint64_t read(const char* at, std::size_t size) {
    std::uint64_t word = 0;
    if (size == 8) {
      std::memcpy(&word, at, sizeof word);
      return word;
    }
    const auto shift = static_cast<unsigned>(8 * (8 - size));
    if (size >= 4) {
      std::uint32_t first = 0, last = 0;  // overlap
      std::memcpy(&first, at, sizeof first);
      std::memcpy(&last, at + size - sizeof last, sizeof last);
      word = (std::uint64_t{last} << 32) | (std::uint64_t{first} << shift);
    } else {
      for (std::size_t i = 0; i < size; ++i) word |= std::uint64_t{static_cast<unsigned char>(at[i])} << (shift + 8 * i);
    }
    return word | (zeros & ((std::uint64_t{1} << shift) - 1));
  }
  /// False when some byte is no digit; else adds the digits to those of `value`.
  static bool append(std::uint64_t word, std::int64_t& value) {
    word ^= zeros;
    if (((word + 0x0606060606060606) | word) & 0xF0F0F0F0F0F0F0F0) return false;
    word = (word * 10) + (word >> 8);
    word = (((word & 0x000000FF000000FF) * 0x000F424000000064) + (((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
    value = 100'000'000 * value + static_cast<std::int64_t>(word & 0xFFFFFFFF);
    return true;
  }
  /// Takes the first point out of `word`, moving what is before it up by a byte and `before` in; returns how many bytes follow it, or -1.
  static int take_point(std::uint64_t& word, std::uint64_t before) {
    const std::uint64_t other = word ^ 0x2E2E2E2E2E2E2E2E;
    const std::uint64_t found = (other - 0x0101010101010101) & ~other & 0x8080808080808080;
    if (found == 0) return -1;
    const int at = std::countr_zero(found) & ~7;
    word = (word >> at >> 8 << 8 << at) | (word & ((std::uint64_t{1} << at) - 1)) << 8 | (before & 0xFF);
    return 7 - at / 8;
  }
};

/// Of at most 16 bytes, without a branch on each.
[[gnu::always_inline]] inline void read_short_number(const char* first, std::size_t size, PlainNumber& number) {
  const std::size_t upper_size = size > 8 ? size - 8 : 0;
  std::uint64_t lower = EightDigits::read(first + upper_size, size - upper_size);
  std::uint64_t upper = upper_size > 0 ? EightDigits::read(first, upper_size) : EightDigits::zeros;
  int decimals = EightDigits::take_point(lower, upper >> 56);
  if (decimals >= 0) {
    upper = upper << 8 | '0';
  } else if (upper_size > 0) {
    decimals = EightDigits::take_point(upper, '0');
    if (decimals >= 0) decimals += 8;
  }
  number.point = decimals >= 0;
  number.decimals = number.point ? decimals : 0;
  number.leading_zero = *first == '0' && size > (number.point ? 2 : 1);
  number.ok = *first != '.' && (upper_size == 0 || EightDigits::append(upper, number.digits)) &&
              EightDigits::append(lower, number.digits) && number.digits <= PlainNumber::largest_exact;
}

/// Inlined by order: a PlainNumber that is returned goes through memory as bytes and comes back as words, which waits for the bytes.
[[gnu::always_inline]] inline PlainNumber read_plain_number(std::string_view text) {
  PlainNumber number;
  const char* at = text.data();
  const char* const end = at + text.size();
  if (at != end && *at == '-') {
    number.negative = true;
    ++at;
  }
  if (end - at > 19 || at == end) return number;
  if (std::endian::native == std::endian::little && end - at <= 16) {
    read_short_number(at, static_cast<std::size_t>(end - at), number);
    return number;
  }
  const char* const first = at;
  std::int64_t digits = 0;
  const char* point = nullptr;
  for (; at != end; ++at) {
    while (std::endian::native == std::endian::little && end - at >= 8 && EightDigits::append(EightDigits::read(at, 8), digits)) at += 8;
    if (at == end) break;
    const auto digit = static_cast<unsigned>(*at) - '0';
    if (digit < 10) {
      digits = 10 * digits + static_cast<std::int64_t>(digit);
    } else if (*at == '.' && point == nullptr) {
      point = at;
    } else {
      return number;
    }
  }
  const auto count = end - first - (point != nullptr ? 1 : 0);
  number.point = point != nullptr;
  number.decimals = point != nullptr ? static_cast<int>(end - point - 1) : 0;
  number.leading_zero = *first == '0' && count > 1;
  number.digits = digits;
  number.ok = count >= 1 && count <= 18 && digits <= PlainNumber::largest_exact && first != point;
  return number;
}

}  // namespace trainyard::dataset
