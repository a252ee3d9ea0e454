// Quantile bins by plain loops over the distinct values, in exact fractions; weights are whole numbers.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

namespace trainyard::reference {

/// One distinct value and what its rows weigh.
struct Run {
  float value;
  std::int64_t weight;
};

/// The distinct values in order, without missing ones and those that weigh nothing; `weight` is empty when every row counts as 1.
inline std::vector<Run> runs_of(const std::vector<float>& values, const std::vector<double>& weight) {
  std::map<float, std::int64_t> sums;
  for (std::size_t row = 0; row < values.size(); ++row) {
    const auto each = weight.empty() ? 1 : static_cast<std::int64_t>(weight[row]);
    if (!std::isnan(values[row]) && each > 0) sums[values[row] + 0.0F] += each;
  }
  std::vector<Run> runs;
  for (const auto& [value, sum] : sums) runs.push_back({value, sum});
  return runs;
}

inline std::int64_t weight_of(const std::vector<Run>& runs) {
  std::int64_t sum = 0;
  for (const Run& run : runs) sum += run.weight;
  return sum;
}

/// Ends each bin at the boundary nearest to an even share of what is left.
inline std::vector<float> even_bins(const std::vector<Run>& runs, std::int64_t bins) {
  std::vector<float> lowest;
  std::int64_t left = weight_of(runs);
  for (std::size_t at = 0; at < runs.size() && bins > 0; --bins) {
    lowest.push_back(runs[at].value);
    if (bins == 1) break;
    std::int64_t taken = 0;
    do {
      taken += runs[at++].weight;
      if (at == runs.size()) break;
    } while (std::abs(left - (taken + runs[at].weight) * bins) < std::abs(left - taken * bins));
    left -= taken;
  }
  return lowest;
}

/// Heavy values alone, the others between them by even_bins. `most` is without a bin for missing values.
inline std::vector<float> bins_among(const std::vector<Run>& runs, std::int64_t most) {
  const std::int64_t all = weight_of(runs);
  const auto is_heavy = [&](const Run& run) { return run.weight * most >= all; };
  std::int64_t light = 0, bins_for_light = most;
  for (const Run& run : runs) {
    if (is_heavy(run)) --bins_for_light;
    if (!is_heavy(run)) light += run.weight;
  }
  std::vector<float> lowest;
  std::vector<Run> between;
  const auto flush = [&] {
    if (between.empty()) return;
    const std::int64_t here = weight_of(between);
    const std::int64_t wanted =
        std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(static_cast<long double>(here) * bins_for_light / light + 0.5L)));
    light -= here;
    bins_for_light -= wanted;
    for (const float value : even_bins(between, wanted)) lowest.push_back(value);
    between.clear();
  };
  for (const Run& run : runs) {
    if (!is_heavy(run)) {
      between.push_back(run);
      continue;
    }
    flush();
    lowest.push_back(run.value);
  }
  flush();
  if (static_cast<std::int64_t>(lowest.size()) > most) lowest.resize(static_cast<std::size_t>(most));
  return lowest;
}

/// The lowest values of the bins of one feature.
inline std::vector<float> lowest_values(const std::vector<float>& values, const std::vector<double>& weight, int max_bins) {
  std::vector<Run> runs = runs_of(values, weight);
  const auto most = static_cast<std::size_t>(max_bins - 1);
  std::vector<float> lowest;
  if (runs.size() <= most) {
    for (const Run& run : runs) lowest.push_back(run.value);
    return lowest;
  }
  bool missing = false;
  for (const float value : values) missing |= std::isnan(value);
  if (!missing) return bins_among(runs, static_cast<std::int64_t>(most));
  const float largest = runs.back().value;
  runs.pop_back();
  lowest = bins_among(runs, static_cast<std::int64_t>(most) - 1);
  lowest.push_back(largest);
  return lowest;
}

}  // namespace trainyard::reference
