// Timestamps: see value.hpp.
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "host/dataset/value.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::int64_t second = 1'000'000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
constexpr const char* not_a_timestamp = "not an ISO 8601 date or time";
constexpr const char* too_far = "too far from 1970 to be kept to the microsecond";
constexpr const char* no_such_year = "beyond the years 0 to 9999";
constexpr std::int64_t first_time = std::chrono::sys_days{std::chrono::year{0} / 1 / 1}.time_since_epoch().count() * day;
constexpr std::int64_t end_of_time = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}.time_since_epoch().count() * day;

// A time that can be kept, and written so that it can be read again.
Parsed<std::int64_t> usable(std::int64_t value) {
  if (value < first_time || value >= end_of_time) return {0, no_such_year};
  if (static_cast<std::int64_t>(static_cast<double>(value)) != value) return {0, too_far};
  return {value, nullptr};
}

// Any 64-bit integer: epochs in nanoseconds go beyond 2^53.
Parsed<std::int64_t> parse_whole(std::string_view text) {
  text = trim(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) return {0, too_far};
  if (error != std::errc{} || end != text.data() + text.size()) return {0, "not a whole number"};
  return {value, nullptr};
}

/// Takes fixed pieces off the front of a text.
struct Pieces {
  std::string_view rest;

  bool take(char c) {
    if (rest.empty() || rest[0] != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  // Exactly `count` digits.
  bool number(std::size_t count, int& value) {
    if (rest.size() < count) return false;
    value = 0;
    for (const char c : rest.substr(0, count)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    rest.remove_prefix(count);
    return true;
  }
};

// hh:mm[:ss[.fraction]] to microseconds.
Parsed<std::int64_t> parse_clock(Pieces& pieces) {
  int hours = 0, minutes = 0, seconds = 0;
  if (!pieces.number(2, hours) || !pieces.take(':') || !pieces.number(2, minutes)) return {0, not_a_timestamp};
  const bool to_the_second = pieces.take(':');
  if (to_the_second && !pieces.number(2, seconds)) return {0, not_a_timestamp};
  if (hours > 23 || minutes > 59 || seconds > 59) return {0, "no such time of day"};
  std::int64_t fraction = 0;
  if (to_the_second && pieces.take('.')) {
    int digit = 0, digits = 0;
    for (std::int64_t unit = second / 10; pieces.number(1, digit); unit /= 10, ++digits) {
      if (unit == 0 && digit != 0) return {0, "finer than a microsecond"};
      fraction += unit * digit;
    }
    if (digits == 0) return {0, not_a_timestamp};
  }
  return {hours * hour + minutes * minute + seconds * second + fraction, nullptr};
}

// Z, ±hh, ±hhmm, ±hh:mm, or nothing for `otherwise`, to microseconds east of UTC; everything must be used up.
Parsed<std::int64_t> parse_zone(Pieces& pieces, std::int64_t otherwise) {
  if (pieces.rest.empty()) return {otherwise, nullptr};
  if (pieces.rest == "Z" || pieces.rest == "z") return {0, nullptr};
  const int sign = pieces.take('+') ? 1 : pieces.take('-') ? -1 : 0;
  int hours = 0, minutes = 0;
  if (sign == 0 || !pieces.number(2, hours)) return {0, not_a_timestamp};
  const bool colon = pieces.take(':');
  if ((colon || !pieces.rest.empty()) && !pieces.number(2, minutes)) return {0, not_a_timestamp};
  if (!pieces.rest.empty()) return {0, not_a_timestamp};
  if (hours > 23 || minutes > 59) return {0, "no such time zone"};
  return {sign * (hours * hour + minutes * minute), nullptr};
}

}  // namespace

Parsed<std::int64_t> parse_timestamp(std::string_view text, std::int64_t offset) {
  Pieces pieces{trim(text)};
  int year = 0, month = 0, day_of_month = 0;
  if (!pieces.number(4, year) || !pieces.take('-') || !pieces.number(2, month) || !pieces.take('-') || !pieces.number(2, day_of_month)) {
    return {0, not_a_timestamp};
  }
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day_of_month)}};
  if (!date.ok()) return {0, "no such date"};
  std::int64_t value = std::chrono::sys_days{date}.time_since_epoch().count() * day;
  if (pieces.rest.empty()) {
    value -= offset;
  } else {
    if (!pieces.take('T') && !pieces.take('t') && !pieces.take(' ')) return {0, not_a_timestamp};
    const auto clock = parse_clock(pieces);
    if (!clock.ok()) return clock;
    const auto zone = parse_zone(pieces, offset);
    if (!zone.ok()) return zone;
    value += clock.value - zone.value;
  }
  return usable(value);
}

Parsed<std::int64_t> parse_date(std::string_view text) {
  text = trim(text);
  if (text.size() != 10) return {0, "not a date like 2012-10-01"};
  return parse_timestamp(text);
}

Parsed<std::int64_t> parse_epoch(std::string_view text, std::int64_t microseconds) {
  const auto number = parse_whole(text);
  if (!number.ok()) return number;
  std::int64_t value = 0;
  if (microseconds < 0) {
    if (number.value % -microseconds != 0) return {0, "finer than a microsecond"};
    value = number.value / -microseconds;
  } else if (__builtin_mul_overflow(number.value, microseconds, &value)) {
    return {0, too_far};
  }
  return usable(value);
}

Parsed<std::int64_t> parse_offset(std::string_view text) {
  Pieces pieces{text};
  if (text.empty()) return {0, not_a_timestamp};
  return parse_zone(pieces, 0);
}

std::string format_timestamp(std::int64_t microseconds) {
  const std::chrono::sys_time<std::chrono::microseconds> time{std::chrono::microseconds{microseconds}};
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{days};
  const std::int64_t rest = (time - days).count();
  std::array<char, 64> text{};
  int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(rest / hour),
                           static_cast<int>(rest % hour / minute), static_cast<int>(rest % minute / second));
  std::string result(text.data(), static_cast<std::size_t>(size));
  if (const std::int64_t fraction = rest % second; fraction != 0) {
    size = std::snprintf(text.data(), text.size(), ".%06d", static_cast<int>(fraction));
    result.append(text.data(), static_cast<std::size_t>(size));
  }
  return result + "Z";
}

}  // namespace trainyard::dataset
