#include "kernels/drift/bins.hpp"

#include <algorithm>
#include <numeric>

namespace trainyard::kernels::drift {
namespace {

constexpr std::size_t bin_count = 10;

}  // namespace

Bins bins_of(const NumberSample& reference) {
  if (reference.values.size() <= bin_count) return {{reference.values.begin(), reference.values.end()}, true};
  Bins bins;
  const double total = reference.total();
  double through = 0;
  std::size_t decile = 1;
  for (std::size_t i = 0; i < reference.values.size() && decile < bin_count; ++i) {
    through += reference.counts[i];
    bool is_edge = false;
    while (decile < bin_count && through * bin_count >= total * static_cast<double>(decile)) {
      is_edge = true;
      ++decile;
    }
    if (is_edge) bins.edges.push_back(reference.values[i]);
  }
  return bins;
}

std::vector<double> counts_in(const Bins& bins, const NumberSample& sample) {
  std::vector<double> counts(bins.size(), 0.0);
  if (counts.empty()) return counts;
  std::size_t bin = 0;
  for (std::size_t i = 0; i < sample.values.size(); ++i) {
    const double value = sample.values[i];
    while (bin < bins.edges.size() && bins.edges[bin] < value) ++bin;
    const bool is_other = bins.of_values && (bin == bins.edges.size() || bins.edges[bin] != value);
    counts[is_other ? bins.edges.size() : bin] += sample.counts[i];
  }
  return counts;
}

std::vector<double> shares_of(std::span<const double> counts) {
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  std::vector<double> shares(counts.begin(), counts.end());
  for (double& share : shares) share /= total;
  return shares;
}

}  // namespace trainyard::kernels::drift
