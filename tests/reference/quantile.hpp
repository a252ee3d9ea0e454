// A quantile by sorting, interpolated with numpy's formulas ("linear"). Finite values; NaN is skipped.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace trainyard::reference {

inline double sorted_quantile(std::vector<double> values, double probability) {
  std::erase_if(values, [](double x) { return std::isnan(x); });
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::ranges::sort(values);
  const double place = static_cast<double>(values.size() - 1) * probability;
  const auto low = static_cast<std::size_t>(std::floor(place));
  const double a = values[low];
  const double b = values[std::min(low + 1, values.size() - 1)];
  const double t = place - std::floor(place);
  return t >= 0.5 ? b - (b - a) * (1.0 - t) : a + (b - a) * t;
}

}  // namespace trainyard::reference
