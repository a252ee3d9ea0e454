// One functor per operation. A missing operand is NaN; what a functor gives is made missing by the caller when it is not finite, so that a
// functor cares about missing operands only where NaN would not come out by itself.
#pragma once

#include <cmath>
#include <limits>

#include "kernels/base/math.cuh"
#include "kernels/base/power.cuh"
#include "kernels/base/rounding.cuh"
#include "kernels/base/trigonometry.cuh"
#include "kernels/derive/calendar.cuh"

namespace trainyard::kernels::derive::TRAINYARD_BACKEND::operations {

namespace base = kernels::TRAINYARD_BACKEND;

// An operation of the name, on a, on a and b, or on a, b and c, and what it gives.
// clang-format off
#define TRAINYARD_DERIVE_0(name, result) \
  struct name { TRAINYARD_HOST_DEVICE double operator()() const { return result; } };
#define TRAINYARD_DERIVE_1(name, result) \
  struct name { TRAINYARD_HOST_DEVICE double operator()(double a) const { return result; } };
#define TRAINYARD_DERIVE_2(name, result) \
  struct name { TRAINYARD_HOST_DEVICE double operator()(double a, double b) const { return result; } };
#define TRAINYARD_DERIVE_3(name, result) \
  struct name { TRAINYARD_HOST_DEVICE double operator()(double a, double b, double c) const { return result; } };
// clang-format on

inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

TRAINYARD_HOST_DEVICE inline bool is_none(double x) { return x != x; }
TRAINYARD_HOST_DEVICE inline double truth(bool holds) { return holds ? 1.0 : 0.0; }
/// `result`, but missing where a or b is.
TRAINYARD_HOST_DEVICE inline double both(double a, double b, double result) { return is_none(a) || is_none(b) ? none : result; }
/// `part` of a time, missing outside the calendar.
TRAINYARD_HOST_DEVICE inline double part(double time, double value) { return in_calendar(time) ? value : none; }
TRAINYARD_HOST_DEVICE inline Date date(double time) { return date_of(moment_of(time).day); }
TRAINYARD_HOST_DEVICE inline double weekday_number(double time) { return weekday_of(moment_of(time).day); }
TRAINYARD_HOST_DEVICE inline std::int32_t second_of_day(double time) {
  return static_cast<std::int32_t>(moment_of(time).rest / microseconds_per_second);
}
TRAINYARD_HOST_DEVICE inline std::int32_t quarter_of(double time) { return (date(time).month + 2) / 3; }
TRAINYARD_HOST_DEVICE inline std::int32_t hour_of(double time) { return second_of_day(time) / 3600; }
TRAINYARD_HOST_DEVICE inline std::int32_t minute_of(double time) { return second_of_day(time) / 60 % 60; }
/// As Python and NumPy: with the sign of b, exact.
TRAINYARD_HOST_DEVICE inline double floored_remainder(double a, double b) {
  const double rest = std::fmod(a, b);
  return rest != 0.0 && (rest < 0.0) != (b < 0.0) ? rest + b : rest;
}
TRAINYARD_HOST_DEVICE inline double on_circle(double x, double period, int more_quarters) {
  base::Angle angle = base::angle_on_circle(x, period);
  angle.quarters += static_cast<std::uint64_t>(more_quarters);
  return base::sine_of(angle);
}

// clang-format off
TRAINYARD_DERIVE_1(negate, -a)
TRAINYARD_DERIVE_2(add, a + b)
TRAINYARD_DERIVE_2(subtract, a - b)
TRAINYARD_DERIVE_2(multiply, a * b)
TRAINYARD_DERIVE_2(divide, a / b)
TRAINYARD_DERIVE_2(remainder, floored_remainder(a, b))
TRAINYARD_DERIVE_2(power, both(a, b, base::portable_power(a, b)))

TRAINYARD_DERIVE_2(equal, both(a, b, truth(a == b)))
TRAINYARD_DERIVE_2(unequal, both(a, b, truth(a != b)))
TRAINYARD_DERIVE_2(less, both(a, b, truth(a < b)))
TRAINYARD_DERIVE_2(less_equal, both(a, b, truth(a <= b)))
TRAINYARD_DERIVE_2(greater, both(a, b, truth(a > b)))
TRAINYARD_DERIVE_2(greater_equal, both(a, b, truth(a >= b)))

// Of three values, as in SQL: what is certain whatever the missing one may be is not missing.
TRAINYARD_DERIVE_1(logical_not, is_none(a) ? none : truth(a == 0.0))
TRAINYARD_DERIVE_2(logical_and, a == 0.0 || b == 0.0 ? 0.0 : both(a, b, 1.0))
TRAINYARD_DERIVE_2(logical_or, (a == 0.0 || is_none(a)) && (b == 0.0 || is_none(b)) ? both(a, b, 0.0) : 1.0)

TRAINYARD_DERIVE_0(missing, none)
TRAINYARD_DERIVE_1(is_missing, truth(is_none(a)))
TRAINYARD_DERIVE_2(coalesce, is_none(a) ? b : a)
TRAINYARD_DERIVE_3(choose, is_none(a) ? none : a != 0.0 ? b : c)

TRAINYARD_DERIVE_2(min, both(a, b, b < a ? b : a))
TRAINYARD_DERIVE_2(max, both(a, b, b > a ? b : a))
TRAINYARD_DERIVE_3(clip, b <= c ? both(a, a, a < b ? b : a > c ? c : a) : none)
TRAINYARD_DERIVE_1(abs, std::fabs(a))
TRAINYARD_DERIVE_1(sign, is_none(a) ? none : truth(a > 0.0) - truth(a < 0.0))
TRAINYARD_DERIVE_1(floor, base::round_down(a))
TRAINYARD_DERIVE_1(ceil, base::round_up(a))
TRAINYARD_DERIVE_1(round, base::round_half_even(a))

TRAINYARD_DERIVE_1(sqrt, std::sqrt(a))
TRAINYARD_DERIVE_1(exp, base::portable_exp(a))
TRAINYARD_DERIVE_1(log, base::portable_log(a))
TRAINYARD_DERIVE_1(log1p, base::portable_log1p(a))
TRAINYARD_DERIVE_1(sin, base::portable_sin(a))
TRAINYARD_DERIVE_1(cos, base::portable_cos(a))
TRAINYARD_DERIVE_2(cyclic_sin, on_circle(a, b, 0))
TRAINYARD_DERIVE_2(cyclic_cos, on_circle(a, b, 1))

TRAINYARD_DERIVE_1(year, part(a, date(a).year))
TRAINYARD_DERIVE_1(quarter, part(a, quarter_of(a)))
TRAINYARD_DERIVE_1(month, part(a, date(a).month))
TRAINYARD_DERIVE_1(day, part(a, date(a).day))
TRAINYARD_DERIVE_1(day_of_year, part(a, date(a).day_of_year))
TRAINYARD_DERIVE_1(weekday, part(a, weekday_number(a)))
TRAINYARD_DERIVE_1(is_weekend, part(a, truth(weekday_number(a) >= 5.0)))
TRAINYARD_DERIVE_1(hour, part(a, hour_of(a)))
TRAINYARD_DERIVE_1(minute, part(a, minute_of(a)))
TRAINYARD_DERIVE_1(second, part(a, second_of_day(a) % 60))
TRAINYARD_DERIVE_1(epoch_seconds, a / microseconds_per_second)
TRAINYARD_DERIVE_2(seconds_between, (a - b) / microseconds_per_second)
TRAINYARD_DERIVE_2(days_between, (a - b) / microseconds_per_day)
// clang-format on

#undef TRAINYARD_DERIVE_0
#undef TRAINYARD_DERIVE_1
#undef TRAINYARD_DERIVE_2
#undef TRAINYARD_DERIVE_3

}  // namespace trainyard::kernels::derive::TRAINYARD_BACKEND::operations
