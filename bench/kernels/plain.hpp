// Maps by plain loops with the C library's functions, in double, to compare kernels with.
#pragma once

#include <algorithm>
#include <cmath>

#include "kernels/map/map.hpp"

namespace trainyard::bench {

inline double plain_yeo_johnson(double x, double lambda) {
  const double power = x < 0 ? 2 - lambda : lambda, log = std::log1p(std::abs(x));
  return std::copysign(power == 0.0 ? log : std::expm1(power * log) / power, x);
}

inline double plain_share(const std::vector<double>& table, double x) {
  if (x <= table.front()) return 0.0;
  if (x >= table.back()) return 1.0;
  const auto [first, end] = std::equal_range(table.begin(), table.end(), x);
  const auto steps = static_cast<double>(table.size() - 1);
  const auto from = static_cast<double>(first - table.begin()), to = static_cast<double>(end - table.begin());
  if (first != end) return 0.5 * (from + to - 1.0) / steps;
  return (from - 1.0 + (x - first[-1]) / (first[0] - first[-1])) / steps;
}

/// By bisection, from the error function. The bounds are those of scikit-learn's QuantileTransformer.
inline double plain_normal_quantile(double share) {
  const double p = std::clamp(share, 1e-7, 1 - 1e-7);
  double low = -6, high = 6;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (0.5 * std::erfc(-middle / std::sqrt(2.0)) < p ? low : high) = middle;
  }
  return low;
}

inline double plain(const kernels::map::Map& map, double x) {
  using kernels::map::Kind;
  if (map.kind == Kind::fill) return std::isnan(x) ? map.a : x;
  if (std::isnan(x)) return x;
  switch (map.kind) {
    case Kind::affine:
      return (x - map.a) / map.b;
    case Kind::clip:
      return std::clamp(x, map.a, map.b);
    case Kind::log1p:
      return std::log1p(x);
    case Kind::yeo_johnson:
      return plain_yeo_johnson(x, map.a);
    case Kind::quantile_uniform:
      return plain_share(map.table, x);
    case Kind::quantile_normal:
      return plain_normal_quantile(plain_share(map.table, x));
    default:
      return std::nan("");  // no scaler or imputer learns it
  }
}

}  // namespace trainyard::bench
