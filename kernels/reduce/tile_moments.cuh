// The moments of one tile, for .cu files and for moments.cpp. A tile without values has min = +inf, max = -inf, mean = 0.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/base/launch.cuh"
#include "kernels/reduce/moments.hpp"
#include "kernels/reduce/sum.cuh"

namespace trainyard::kernels::reduce::TRAINYARD_BACKEND {

struct Smaller {
  TRAINYARD_HOST_DEVICE double operator()(double low, double high) const { return high < low ? high : low; }
};

struct Larger {
  TRAINYARD_HOST_DEVICE double operator()(double low, double high) const { return high > low ? high : low; }
};

// First pass: count, sum, min, max. x + 0.0 turns -0.0 into 0.0.
TRAINYARD_DEVICE inline Moments tile_sums(Lanes lanes, const double* values, std::size_t rows) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double present[Lanes::width] = {};  // a count; a double because SSE2 compares no 64-bit integers
  double sum[Lanes::width] = {};
  double min[Lanes::width];
  double max[Lanes::width];
  for (std::size_t slot = 0; slot < Lanes::width; ++slot) {
    min[slot] = infinity;
    max[slot] = -infinity;
  }
  lanes.each_row(rows, [&](std::size_t slot, std::size_t row) {
    const double x = values[row] + 0.0;
    present[slot] += x == x ? 1.0 : 0.0;
    sum[slot] += x == x ? x : 0.0;
    min[slot] = x < min[slot] ? x : min[slot];
    max[slot] = x > max[slot] ? x : max[slot];
  });
  Moments tile;
  tile.count = static_cast<std::int64_t>(lanes.join(present, Add{}));
  tile.missing = static_cast<std::int64_t>(rows) - tile.count;
  tile.sum = lanes.join(sum, Add{});
  tile.min = lanes.join(min, Smaller{});
  tile.max = lanes.join(max, Larger{});
  return tile;
}

// Adds `change` to mean + mean_rest. `error` is exactly what the rounding of the sum lost (Knuth, TAOCP 2, section 4.2.2).
TRAINYARD_HOST_DEVICE inline void add_to_mean(Moments& moments, double change) {
  const double sum = moments.mean + change;
  const double added = sum - moments.mean;
  const double error = (moments.mean - (sum - added)) + (change - added);
  const double rest = moments.mean_rest + error;
  moments.mean = sum + rest;
  moments.mean_rest = rest - (moments.mean - sum);
}

// Second pass: deviations from the rounded mean. Their sum would be 0 for the exact mean; it corrects mean and m2.
TRAINYARD_DEVICE inline Moments tile_moments(Lanes lanes, const double* values, std::size_t rows) {
  Moments tile = tile_sums(lanes, values, rows);
  if (tile.count == 0) return tile;
  const auto count = static_cast<double>(tile.count);
  const double mean = tile.sum / count;
  double deviation[Lanes::width] = {};
  double square[Lanes::width] = {};
  lanes.each_row(rows, [&](std::size_t slot, std::size_t row) {
    const double x = values[row] + 0.0;
    const double difference = x - mean;
    const double d = x == x ? difference : 0.0;
    deviation[slot] += d;
    square[slot] += d * d;
  });
  const double deviations = lanes.join(deviation, Add{});
  const double squares = lanes.join(square, Add{});
  const double m2 = squares - deviations * deviations / count;
  const bool finite = mean - mean == 0.0;
  const bool constant = tile.min == tile.max && finite;
  tile.mean = constant ? tile.min : mean;
  if (finite && !constant) add_to_mean(tile, deviations / count);
  tile.m2 = constant || m2 < 0.0 ? 0.0 : m2;
  return tile;
}

}  // namespace trainyard::kernels::reduce::TRAINYARD_BACKEND
