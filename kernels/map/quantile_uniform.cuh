#pragma once

#include "kernels/base/launch.cuh"
#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

/// For each x how many of the ascending `table` are below it, those equal to it with them when `equal`; 0 for NaN. A binary search whose
/// steps are the same for every x, and so a loop over the run in each step, without a branch.
template <bool equal>
TRAINYARD_HOST_DEVICE void count_below(View<const double> table, const double* x, std::size_t rows, std::int32_t* count) {
  const auto is_below = [](double number, double here) { return number < here || (equal && number == here); };
  for (std::size_t i = 0; i < rows; ++i) count[i] = 0;
  std::size_t left = table.size;
  while (left > 1) {
    const std::size_t half = left / 2;
    const double* probed = table.data + (half - 1);
    const auto step = static_cast<std::int32_t>(half);
    for (std::size_t i = 0; i < rows; ++i) count[i] += is_below(probed[count[i]], x[i]) ? step : 0;
    left -= half;
  }
  for (std::size_t i = 0; i < rows; ++i) count[i] += is_below(table.data[count[i]], x[i]) ? 1 : 0;
}

/// (x - low) / (high - low) for low < x < high, also where the difference is beyond the largest double.
TRAINYARD_HOST_DEVICE inline double share_between(double low, double high, double x) {
  const double difference = high - low;
  const bool fits = difference - difference == 0.0;
  return (fits ? x - low : 0.5 * x - 0.5 * low) / (fits ? difference : 0.5 * high - 0.5 * low);
}

/// For x from the first quantile to the last their share; where several quantiles are equal to x, the middle of their shares, at the ends
/// too. Anything for other x.
TRAINYARD_HOST_DEVICE inline void shares_inside(View<const double> quantiles, const double* x, std::size_t rows, double* share) {
  using kernels::TRAINYARD_BACKEND::run_rows;
  const double* table = quantiles.data;
  const auto last = static_cast<std::int32_t>(quantiles.size - 1);
  const double steps = last > 0 ? last : 1.0;
  std::int32_t below[run_rows], upto[run_rows];
  count_below<false>(quantiles, x, rows, below);
  // Only numbers that are quantiles themselves need to know how many are equal.
  bool ties = false;
  for (std::size_t i = 0; i < rows; ++i) {
    upto[i] = below[i];
    ties |= table[below[i] < last ? below[i] : last] == x[i];
  }
  if (ties) count_below<true>(quantiles, x, rows, upto);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int32_t after = below[i] < last ? below[i] : last, before = below[i] > 0 ? below[i] - 1 : 0;
    const double first = below[i], end = upto[i];
    const double tied = 0.5 * (first / steps + (end - 1.0) / steps);
    const double between = ((first - 1.0) + share_between(table[before], table[after], x[i])) / steps;
    share[i] = upto[i] != below[i] ? tied : between;
  }
}

struct QuantileUniform {
  TRAINYARD_HOST_DEVICE static void over(const DeviceMap& map, double* x, std::size_t, std::size_t rows) {
    const double lowest = map.table.data[0], highest = map.table.data[map.table.size - 1];
    double inside[kernels::TRAINYARD_BACKEND::run_rows];
    shares_inside(map.table, x, rows, inside);
    for (std::size_t i = 0; i < rows; ++i) {
      const double share = x[i] >= highest ? 1.0 : inside[i];
      x[i] = x[i] != x[i] ? x[i] : x[i] <= lowest ? 0.0 : share;
    }
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
