#pragma once

#include "kernels/map/map.hpp"

namespace trainyard::kernels::map::TRAINYARD_BACKEND {
namespace {

/// How many of the ascending `table` are below x, those equal to x with them when `equal`.
TRAINYARD_HOST_DEVICE inline std::size_t below(View<const double> table, double x, bool equal) {
  std::size_t first = 0;
  for (std::size_t left = table.size; left > 0;) {
    const std::size_t half = left / 2;
    const double middle = table.data[first + half];
    const bool after = middle < x || (equal && middle == x);
    first = after ? first + half + 1 : first;
    left = after ? left - half - 1 : half;
  }
  return first;
}

/// (x - low) / (high - low) for low < x < high, also where the difference is beyond the largest double.
TRAINYARD_HOST_DEVICE inline double share_between(double low, double high, double x) {
  const double difference = high - low;
  if (difference - difference == 0.0) return (x - low) / difference;
  return (0.5 * x - 0.5 * low) / (0.5 * high - 0.5 * low);
}

struct QuantileUniform {
  TRAINYARD_HOST_DEVICE static double of(const DeviceMap& map, double x, std::size_t) {
    const View<const double> table = map.table;
    if (x != x) return x;
    if (x <= table.data[0]) return 0.0;
    if (x >= table.data[table.size - 1]) return 1.0;
    return between_ends(table, x);
  }

  /// For x from the first quantile to the last; where several are equal to x, the middle of their shares, at the ends too.
  TRAINYARD_HOST_DEVICE static double between_ends(View<const double> table, double x) {
    if (table.size == 1) return 0.0;
    const auto steps = static_cast<double>(table.size - 1);
    const std::size_t first = below(table, x, false);
    if (table.data[first] == x) {
      const std::size_t end = below(table, x, true);
      return 0.5 * (static_cast<double>(first) / steps + static_cast<double>(end - 1) / steps);
    }
    const double share = share_between(table.data[first - 1], table.data[first], x);
    return (static_cast<double>(first - 1) + share) / steps;
  }
};

}  // namespace
}  // namespace trainyard::kernels::map::TRAINYARD_BACKEND
