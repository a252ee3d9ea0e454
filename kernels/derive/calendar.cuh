// Parts of a time given as microseconds since 1970-01-01T00:00:00Z, in the proleptic Gregorian calendar, UTC.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/base/backend.hpp"
#include "kernels/base/rounding.cuh"

namespace trainyard::kernels::derive::TRAINYARD_BACKEND {

inline constexpr double microseconds_per_second = 1e6;
inline constexpr double microseconds_per_day = 86400e6;

/// Whole days since 1970-01-01, and the microseconds of that day.
struct Moment {
  std::int32_t day;
  double rest;
};

/// NaN and times beyond the year 9999 or before the year 0 count as 1970-01-01, so that the calendar's integers never overflow.
TRAINYARD_HOST_DEVICE inline bool in_calendar(double time) { return time >= -6.3e16 && time <= 2.6e17; }

TRAINYARD_HOST_DEVICE inline Moment moment_of(double time) {
  const double bounded = in_calendar(time) ? time : 0.0;
  // The quotient may be rounded up to a whole number; the product is exact, for a day is a multiple of 2^13 microseconds.
  const double guess = kernels::TRAINYARD_BACKEND::round_down(bounded / microseconds_per_day);
  const double rest = bounded - guess * microseconds_per_day;
  const bool early = rest < 0.0;
  return {static_cast<std::int32_t>(early ? guess - 1.0 : guess), early ? rest + microseconds_per_day : rest};
}

struct Date {
  std::int32_t year;
  std::int32_t month;        ///< 1 to 12
  std::int32_t day;          ///< 1 to 31
  std::int32_t day_of_year;  ///< 1 to 366
};

/// Counts in eras of 400 years that begin on March 1st, so that the leap day is a year's last (E. G. Richards, Mapping Time, 1998).
TRAINYARD_HOST_DEVICE inline Date date_of(std::int32_t days_since_1970) {
  constexpr std::int32_t era_days = 146097;
  const std::int32_t days = days_since_1970 + 719468 + era_days;  // since 400 years before March 1st of the year 0: never negative
  const std::int32_t era = days / era_days;
  const std::int32_t in_era = days % era_days;
  const std::int32_t era_year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  const std::int32_t in_year = in_era - (365 * era_year + era_year / 4 - era_year / 100);
  const std::int32_t march_month = (5 * in_year + 2) / 153;  // 0 is March
  const std::int32_t month = march_month < 10 ? march_month + 3 : march_month - 9;
  const std::int32_t year = 400 * (era - 1) + era_year + (month <= 2 ? 1 : 0);
  const bool leap = era_year % 4 == 0 && (era_year % 100 != 0 || era_year == 0);
  const std::int32_t day_of_year = month <= 2 ? in_year - 305 : in_year + 60 + (leap ? 1 : 0);
  return {year, month, in_year - (153 * march_month + 2) / 5 + 1, day_of_year};
}

/// 0 is Monday.
TRAINYARD_HOST_DEVICE inline std::int32_t weekday_of(std::int32_t days_since_1970) { return (days_since_1970 % 7 + 10) % 7; }

}  // namespace trainyard::kernels::derive::TRAINYARD_BACKEND
