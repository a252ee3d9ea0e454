// What a derived column can compute. A new function is one line of TRAINYARD_DERIVE_FUNCTIONS and a functor of the same name in
// operations.cuh; the parser, the type check, the reference and the kernel read the list.
#pragma once

// F(values taken, operation, name, types, call, meaning). The types are one letter each, the result's first:
//   n number   t time   c category   a any of them   x number or time, all of the same kind   k a number written out
// and * at the end when the last parameter may be given more than once; such a function is applied from the left, two by two.
// clang-format off
#define TRAINYARD_DERIVE_FUNCTIONS(F) \
  F(3, choose, "if", "xnxx", "if(condition, a, b)", "a where the condition is not 0, else b; missing only where the condition or the chosen one is") \
  F(1, is_missing, "is_missing", "na", "is_missing(x)", "1 where x is missing, else 0; x may be a category") \
  F(2, coalesce, "coalesce", "xxx*", "coalesce(a, b, …)", "the first that is not missing") \
  F(0, missing, "missing", "n", "missing()", "a missing number") \
  F(2, min, "min", "xxx*", "min(a, b, …)", "the smallest") \
  F(2, max, "max", "xxx*", "max(a, b, …)", "the largest") \
  F(3, clip, "clip", "xxxx", "clip(x, low, high)", "x, but not below low nor above high; missing where low is above high") \
  F(1, abs, "abs", "nn", "abs(x)", "x without its sign") \
  F(1, sign, "sign", "nn", "sign(x)", "-1, 0 or 1") \
  F(1, floor, "floor", "nn", "floor(x)", "the largest whole number that is not above x") \
  F(1, ceil, "ceil", "nn", "ceil(x)", "the smallest whole number that is not below x") \
  F(1, round, "round", "nn", "round(x)", "the nearest whole number, of two equally near the even one") \
  F(1, sqrt, "sqrt", "nn", "sqrt(x)", "square root; missing below 0") \
  F(1, exp, "exp", "nn", "exp(x)", "e to the power of x") \
  F(1, log, "log", "nn", "log(x)", "natural logarithm; missing for 0 and below") \
  F(1, log1p, "log1p", "nn", "log1p(x)", "log(1 + x), exact for small x; missing for -1 and below") \
  F(1, sin, "sin", "nn", "sin(x)", "sine of x radians; missing where x is beyond ±2^32") \
  F(1, cos, "cos", "nn", "cos(x)", "cosine, likewise") \
  F(2, cyclic_sin, "cyclic_sin", "nnn", "cyclic_sin(x, period)", "sin(2π x / period), for hours, weekdays and the like; missing unless the period is above 0") \
  F(2, cyclic_cos, "cyclic_cos", "nnn", "cyclic_cos(x, period)", "cos(2π x / period), likewise") \
  F(1, year, "year", "nt", "year(t)", "year of a timestamp or date, UTC like all that follow") \
  F(1, quarter, "quarter", "nt", "quarter(t)", "1 to 4") \
  F(1, month, "month", "nt", "month(t)", "1 to 12") \
  F(1, day, "day", "nt", "day(t)", "day of the month, 1 to 31") \
  F(1, day_of_year, "day_of_year", "nt", "day_of_year(t)", "1 to 366") \
  F(1, weekday, "weekday", "nt", "weekday(t)", "0 (Monday) to 6 (Sunday)") \
  F(1, is_weekend, "is_weekend", "nt", "is_weekend(t)", "1 on Saturday and Sunday, else 0") \
  F(1, hour, "hour", "nt", "hour(t)", "0 to 23") \
  F(1, minute, "minute", "nt", "minute(t)", "0 to 59") \
  F(1, second, "second", "nt", "second(t)", "0 to 59, without the fraction") \
  F(1, epoch_seconds, "epoch_seconds", "nt", "epoch_seconds(t)", "seconds since 1970-01-01T00:00:00Z") \
  F(2, seconds_between, "seconds_between", "ntt", "seconds_between(a, b)", "a - b in seconds; a - b of two times is the same") \
  F(2, days_between, "days_between", "ntt", "days_between(a, b)", "a - b in days of 24 hours")

// X(values taken, operation), each a functor in operations.cuh too.
#define TRAINYARD_DERIVE_OPERATORS(X) \
  X(1, negate) X(1, logical_not) \
  X(2, add) X(2, subtract) X(2, multiply) X(2, divide) X(2, remainder) X(2, power) \
  X(2, equal) X(2, unequal) X(2, less) X(2, less_equal) X(2, greater) X(2, greater_equal) \
  X(2, logical_and) X(2, logical_or)
// clang-format on
