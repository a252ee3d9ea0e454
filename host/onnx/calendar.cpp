#include "host/onnx/calendar.hpp"

#include "host/onnx/functions.hpp"

namespace trainyard::onnx {
namespace {

constexpr double microseconds_per_day = 86400e6, microseconds_per_second = 1e6;

struct Moment {
  Tensor day;   ///< whole, since 1970-01-01
  Tensor rest;  ///< microseconds of that day
};

Moment moment_of(const Tensor& time) {
  const Tensor bounded = choose(in_calendar(time), time, 0.0);
  const Tensor guess = round_down(bounded / microseconds_per_day);
  const Tensor rest = bounded - guess * microseconds_per_day;
  const Tensor early = rest < 0.0;
  return {choose(early, guess - 1.0, guess), choose(early, rest + microseconds_per_day, rest)};
}

}  // namespace

Tensor in_calendar(const Tensor& time) { return all(time >= -6.3e16, time <= 2.6e17); }

Date date_of(const Tensor& time) {
  constexpr double era_days = 146097;
  const Tensor days = moment_of(time).day + (719468 + era_days);
  const Tensor era = quotient(days, era_days);
  const Tensor in_era = days - era * era_days;
  const Tensor era_year = quotient(in_era - quotient(in_era, 1460) + quotient(in_era, 36524) - quotient(in_era, 146096), 365);
  const Tensor in_year = in_era - (365.0 * era_year + quotient(era_year, 4) - quotient(era_year, 100));
  const Tensor march_month = quotient(5.0 * in_year + 2.0, 153);
  const Tensor month = choose(march_month < 10.0, march_month + 3.0, march_month - 9.0);
  const Tensor early = month <= 2.0;
  const Tensor year = 400.0 * (era - 1.0) + era_year + to_double(early);
  const Tensor by_4 = equal(era_year, 4.0 * quotient(era_year, 4)), by_100 = equal(era_year, 100.0 * quotient(era_year, 100));
  const Tensor leap = all(by_4, any(opposite(by_100), equal(era_year, 0.0)));
  const Tensor day_of_year = choose(early, in_year - 305.0, in_year + 60.0 + to_double(leap));
  return {year, month, in_year - quotient(153.0 * march_month + 2.0, 5) + 1.0, day_of_year};
}

Tensor weekday_of(const Tensor& time) {
  const Tensor day = moment_of(time).day + 3.0;  // 1970-01-01 was a Thursday
  return day - 7.0 * quotient(day, 7);
}

Tensor second_of_day(const Tensor& time) { return quotient(moment_of(time).rest, microseconds_per_second); }

}  // namespace trainyard::onnx
