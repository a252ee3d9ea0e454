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
    return negative ? -magnitude : magnitude;
  }
};

inline PlainNumber read_plain_number(std::string_view text) {
  PlainNumber number;
  const char* at = text.data();
  const char* const end = at + text.size();
  if (at != end && *at == '-') {
    number.negative = true;
    ++at;
  }
  if (end - at > 19 || at == end) return number;
  const char* const first = at;
  std::int64_t digits = 0;
  const char* point = nullptr;
  const auto eight_digits = [&at](std::int64_t& value) {  // eight at a time: two digits, four, then all in one multiplication each
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    const std::uint64_t digits_only = word ^ 0x3030303030303030;
    if (((digits_only + 0x0606060606060606) | digits_only) & 0xF0F0F0F0F0F0F0F0) return false;
    word = (digits_only * 10) + (digits_only >> 8);
    word = (((word & 0x000000FF000000FF) * 0x000F424000000064) + (((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
    value = 100'000'000 * value + static_cast<std::int64_t>(word & 0xFFFFFFFF);
    at += 8;
    return true;
  };
  for (; at != end; ++at) {
    while (std::endian::native == std::endian::little && end - at >= 8 && eight_digits(digits)) {
    }
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
