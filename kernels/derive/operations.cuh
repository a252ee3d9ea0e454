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

// An operation of the name, the values that it takes and what it gives, as an expression.
#define TRAINYARD_DERIVE_0(name, result)                               \
  struct name {                                                        \
    TRAINYARD_HOST_DEVICE double operator()() const { return result; } \
  };
#define TRAINYARD_DERIVE_1(name, a, result)                                    \
  struct name {                                                                \
    TRAINYARD_HOST_DEVICE double operator()(double a) const { return result; } \
  };
#define TRAINYARD_DERIVE_2(name, a, b, result)                                           \
  struct name {                                                                          \
    TRAINYARD_HOST_DEVICE double operator()(double a, double b) const { return result; } \
  };
#define TRAINYARD_DERIVE_3(name, a, b, c, result)                                                  \
  struct name {                                                                                    \
    TRAINYARD_HOST_DEVICE double operator()(double a, double b, double c) const { return result; } \
  };

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
TRAINYARD_DERIVE_1(negate, a, -a)
TRAINYARD_DERIVE_2(add, a, b, a + b)
TRAINYARD_DERIVE_2(subtract, a, b, a - b)
TRAINYARD_DERIVE_2(multiply, a, b, a * b)
TRAINYARD_DERIVE_2(divide, a, b, a / b)
TRAINYARD_DERIVE_2(remainder, a, b, floored_remainder(a, b))
TRAINYARD_DERIVE_2(power, a, b, both(a, b, base::portable_power(a, b)))

TRAINYARD_DERIVE_2(equal, a, b, both(a, b, truth(a == b)))
TRAINYARD_DERIVE_2(unequal, a, b, both(a, b, truth(a != b)))
TRAINYARD_DERIVE_2(less, a, b, both(a, b, truth(a < b)))
TRAINYARD_DERIVE_2(less_equal, a, b, both(a, b, truth(a <= b)))
TRAINYARD_DERIVE_2(greater, a, b, both(a, b, truth(a > b)))
TRAINYARD_DERIVE_2(greater_equal, a, b, both(a, b, truth(a >= b)))

// Of three values, as in SQL: what is certain whatever the missing one may be is not missing.
TRAINYARD_DERIVE_1(logical_not, a, is_none(a) ? none : truth(a == 0.0))
TRAINYARD_DERIVE_2(logical_and, a, b, a == 0.0 || b == 0.0 ? 0.0 : both(a, b, 1.0))
TRAINYARD_DERIVE_2(logical_or, a, b, (a == 0.0 || is_none(a)) && (b == 0.0 || is_none(b)) ? both(a, b, 0.0) : 1.0)

TRAINYARD_DERIVE_0(missing, none)
TRAINYARD_DERIVE_1(is_missing, a, truth(is_none(a)))
TRAINYARD_DERIVE_2(coalesce, a, b, is_none(a) ? b : a)
TRAINYARD_DERIVE_3(choose, condition, a, b, is_none(condition) ? none : condition != 0.0 ? a : b)

TRAINYARD_DERIVE_2(min, a, b, both(a, b, b < a ? b : a))
TRAINYARD_DERIVE_2(max, a, b, both(a, b, b > a ? b : a))
TRAINYARD_DERIVE_3(clip, a, low, high, low <= high ? both(a, a, a < low ? low : a > high ? high : a) : none)
TRAINYARD_DERIVE_1(abs, a, std::fabs(a))
TRAINYARD_DERIVE_1(sign, a, is_none(a) ? none : truth(a > 0.0) - truth(a < 0.0))
TRAINYARD_DERIVE_1(floor, a, base::round_down(a))
TRAINYARD_DERIVE_1(ceil, a, base::round_up(a))
TRAINYARD_DERIVE_1(round, a, base::round_half_even(a))

TRAINYARD_DERIVE_1(sqrt, a, std::sqrt(a))
TRAINYARD_DERIVE_1(exp, a, base::portable_exp(a))
TRAINYARD_DERIVE_1(log, a, base::portable_log(a))
TRAINYARD_DERIVE_1(log1p, a, base::portable_log1p(a))
TRAINYARD_DERIVE_1(sin, a, base::portable_sin(a))
TRAINYARD_DERIVE_1(cos, a, base::portable_cos(a))
TRAINYARD_DERIVE_2(cyclic_sin, x, period, on_circle(x, period, 0))
TRAINYARD_DERIVE_2(cyclic_cos, x, period, on_circle(x, period, 1))

TRAINYARD_DERIVE_1(year, time, part(time, date(time).year))
TRAINYARD_DERIVE_1(quarter, time, part(time, (date(time).month + 2) / 3))
TRAINYARD_DERIVE_1(month, time, part(time, date(time).month))
TRAINYARD_DERIVE_1(day, time, part(time, date(time).day))
TRAINYARD_DERIVE_1(day_of_year, time, part(time, date(time).day_of_year))
TRAINYARD_DERIVE_1(weekday, time, part(time, weekday_number(time)))
TRAINYARD_DERIVE_1(is_weekend, time, part(time, truth(weekday_number(time) >= 5.0)))
TRAINYARD_DERIVE_1(hour, time, part(time, second_of_day(time) / 3600))
TRAINYARD_DERIVE_1(minute, time, part(time, second_of_day(time) / 60 % 60))
TRAINYARD_DERIVE_1(second, time, part(time, second_of_day(time) % 60))
TRAINYARD_DERIVE_1(epoch_seconds, time, time / microseconds_per_second)
TRAINYARD_DERIVE_2(seconds_between, a, b, (a - b) / microseconds_per_second)
TRAINYARD_DERIVE_2(days_between, a, b, (a - b) / microseconds_per_day)
// clang-format on

#undef TRAINYARD_DERIVE_0
#undef TRAINYARD_DERIVE_1
#undef TRAINYARD_DERIVE_2
#undef TRAINYARD_DERIVE_3

}  // namespace trainyard::kernels::derive::TRAINYARD_BACKEND::operations
