// Timestamps: see value.hpp.
#include <array>
#include <chrono>
#include <cstdio>

#include "host/dataset/value.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::int64_t second = 1'000'000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
constexpr const char* not_a_timestamp = "not an ISO 8601 date or time";

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
  if (pieces.take(':') && !pieces.number(2, seconds)) return {0, not_a_timestamp};
  if (hours > 23 || minutes > 59 || seconds > 59) return {0, "no such time of day"};
  std::int64_t fraction = 0;
  if (pieces.take('.')) {
    int digit = 0, digits = 0;
    for (std::int64_t unit = second / 10; pieces.number(1, digit); unit /= 10, ++digits) {
      if (unit == 0 && digit != 0) return {0, "finer than a microsecond"};
      fraction += unit * digit;
    }
    if (digits == 0) return {0, not_a_timestamp};
  }
  return {hours * hour + minutes * minute + seconds * second + fraction, nullptr};
}

// Z, ±hh, ±hhmm, ±hh:mm or nothing, to microseconds east of UTC; everything must be used up.
Parsed<std::int64_t> parse_zone(Pieces& pieces) {
  if (pieces.rest.empty() || pieces.rest == "Z" || pieces.rest == "z") return {0, nullptr};
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

Parsed<std::int64_t> parse_timestamp(std::string_view text) {
  Pieces pieces{trim(text)};
  int year = 0, month = 0, day_of_month = 0;
  if (!pieces.number(4, year) || !pieces.take('-') || !pieces.number(2, month) || !pieces.take('-') || !pieces.number(2, day_of_month)) {
    return {0, not_a_timestamp};
  }
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day_of_month)}};
  if (!date.ok()) return {0, "no such date"};
  std::int64_t value = std::chrono::sys_days{date}.time_since_epoch().count() * day;
  if (!pieces.rest.empty()) {
    if (!pieces.take('T') && !pieces.take('t') && !pieces.take(' ')) return {0, not_a_timestamp};
    const auto clock = parse_clock(pieces);
    if (!clock.ok()) return clock;
    const auto zone = parse_zone(pieces);
    if (!zone.ok()) return zone;
    value += clock.value - zone.value;
  }
  if (static_cast<std::int64_t>(static_cast<double>(value)) != value) return {0, "too far from 1970 to be kept to the microsecond"};
  return {value, nullptr};
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
