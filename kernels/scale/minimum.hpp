// The place of a function's minimum in an interval.
#pragma once

#include <cmath>

namespace trainyard::kernels::scale {

/// Where between `low` and `high` f is smallest, if it falls and then rises there, within about 1e-8 of |x| plus `tolerance`. R. P. Brent,
/// Algorithms for Minimization without Derivatives (1973), chapter 5: parabolas through the last three places, golden sections where those
/// lead nowhere. f may be +infinity. 500 calls at most.
template <class F>
double minimum_between(double low, double high, double tolerance, F f) {
  constexpr double golden = 0.3819660112501051, relative = 1.4901161193847656e-08;  // 1 - 1 / the golden ratio; 2^-26
  double x = low + golden * (high - low), second = x, third = x;                    // the best places so far
  double fx = f(x), f_second = fx, f_third = fx;
  double step = 0.0, before = 0.0;
  for (int call = 1; call < 500; ++call) {
    const double middle = 0.5 * (low + high), near = relative * std::abs(x) + tolerance / 3.0;
    if (std::abs(x - middle) <= 2.0 * near - 0.5 * (high - low)) break;
    double p = 0.0, q = 0.0, r = 0.0;
    if (std::abs(before) > near) {
      r = (x - second) * (fx - f_third);
      q = (x - third) * (fx - f_second);
      p = (x - third) * q - (x - second) * r;
      q = 2.0 * (q - r);
      p = q > 0.0 ? -p : p;
      q = std::abs(q);
      r = before;
      before = step;
    }
    if (std::abs(p) < std::abs(0.5 * q * r) && p > q * (low - x) && p < q * (high - x)) {
      step = p / q;
      const double at = x + step;
      if (at - low < 2.0 * near || high - at < 2.0 * near) step = x < middle ? near : -near;
    } else {
      before = x < middle ? high - x : low - x;
      step = golden * before;
    }
    const double at = x + (std::abs(step) >= near ? step : std::copysign(near, step));
    const double value = f(at);
    if (value <= fx) {
      (at < x ? high : low) = x;
      third = second, f_third = f_second;
      second = x, f_second = fx;
      x = at, fx = value;
    } else {
      (at < x ? low : high) = at;
      if (value <= f_second || second == x) {
        third = second, f_third = f_second;
        second = at, f_second = value;
      } else if (value <= f_third || third == x || third == second) {
        third = at, f_third = value;
      }
    }
  }
  return x;
}

}  // namespace trainyard::kernels::scale
