// Moments by plain loops: once in long double in row order, to measure errors against, and once in double in the canonical order, to
// compare bits with. Finite values only.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace trainyard::reference {

struct PlainMoments {
  std::int64_t count = 0;
  std::int64_t missing = 0;
  long double sum = 0, mean = 0, m2 = 0;
  double min = std::numeric_limits<double>::quiet_NaN();
  double max = std::numeric_limits<double>::quiet_NaN();
};

inline PlainMoments plain_moments(std::span<const double> values) {
  PlainMoments all;
  for (const double x : values) {
    if (std::isnan(x)) {
      ++all.missing;
      continue;
    }
    all.min = all.count == 0 ? x : std::min(all.min, x);
    all.max = all.count == 0 ? x : std::max(all.max, x);
    ++all.count;
    all.sum += x;
  }
  // Even a long double's sum of numbers near 1e12 is off; the deviations say by how much.
  const auto count = static_cast<long double>(all.count);
  const long double about = all.sum / count;
  long double deviations = 0;
  for (const double x : values) {
    if (std::isnan(x)) continue;
    deviations += x - about;
    all.m2 += (x - about) * (x - about);
  }
  all.mean = about + deviations / count;
  all.m2 -= deviations * deviations / count;
  return all;
}

/// The canonical sum of values[row] over all rows, missing ones as 0: tiles of 4096, 32 lanes, two trees.
inline double canonical_sum(std::span<const double> values) {
  std::vector<double> tiles;
  for (std::size_t first = 0; first < values.size(); first += 4096) {
    const auto tile = values.subspan(first, std::min<std::size_t>(4096, values.size() - first));
    std::vector<double> lanes(32, 0.0);
    for (std::size_t row = 0; row < tile.size(); ++row) lanes[row % 32] += std::isnan(tile[row]) ? 0.0 : tile[row];
    while (lanes.size() > 1) {
      for (std::size_t lane = 0; lane < lanes.size() / 2; ++lane) lanes[lane] += lanes[lane + lanes.size() / 2];
      lanes.resize(lanes.size() / 2);
    }
    tiles.push_back(lanes.front());
  }
  while (tiles.size() > 1) {
    std::vector<double> joined;
    for (std::size_t i = 0; i < tiles.size(); i += 2) joined.push_back(i + 1 < tiles.size() ? tiles[i] + tiles[i + 1] : tiles[i]);
    tiles = joined;
  }
  return tiles.empty() ? 0.0 : tiles.front();
}

}  // namespace trainyard::reference
