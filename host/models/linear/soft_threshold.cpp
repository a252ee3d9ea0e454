#include "host/models/linear/soft_threshold.hpp"

#include <algorithm>
#include <cstddef>

namespace trainyard::models::linear {

double common_shift(std::span<const double> values, double l1, double bend, double slope) {
  const auto count = static_cast<double>(values.size());
  const auto below = [&](double t) { return static_cast<double>(std::ranges::count_if(values, [&](double v) { return -v < t; })); };
  const auto at = [&](double t) { return static_cast<double>(std::ranges::count(values, -t)); };
  // The derivative to the left of t, and by how much it jumps there.
  const auto left = [&](double t) { return l1 * (2 * below(t) - count) + bend * t + slope; };
  const double rounding = 1e-9 * l1;
  if (left(0) <= rounding && left(0) + 2 * l1 * at(0) >= -rounding) return 0;
  for (const double v : values) {
    if (left(-v) <= 0 && left(-v) + 2 * l1 * at(-v) >= 0) return -v;
  }
  for (std::size_t passed = 0; bend > 0 && passed <= values.size(); ++passed) {
    const double t = -(slope + l1 * (2 * static_cast<double>(passed) - count)) / bend;
    if (below(t) == static_cast<double>(passed)) return t;
  }
  return 0;
}

}  // namespace trainyard::models::linear
