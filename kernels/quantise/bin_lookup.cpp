#include "kernels/quantise/bin_lookup.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace trainyard::kernels::quantise {
namespace {

/// How many bins begin in one range at most, the feature's first left out.
std::uint32_t most_in_a_range(const BinLookup& lookup, std::size_t bins) {
  std::uint32_t most = 0, here = 0;
  for (std::size_t bin = 1; bin < bins; ++bin) {
    here = bin > 1 && lookup.range(lookup.lowest[bin]) == lookup.range(lookup.lowest[bin - 1]) ? here + 1 : 1;
    most = std::max(most, here);
  }
  return most;
}

/// Chooses the ranges that leave the shorter search.
void choose_ranges(BinLookup& lookup, std::size_t bins) {
  const float first = lookup.lowest[1], last = lookup.lowest[bins - 1];
  lookup.origin = first;
  lookup.scale = static_cast<float>(BinLookup::ranges) / (last - first);
  lookup.first_key = ordered_key(first);
  const int spare_bits = std::bit_width(ordered_key(last) - lookup.first_key) - (std::bit_width(BinLookup::ranges) - 1);
  lookup.shift = static_cast<std::uint32_t>(std::max(spare_bits, 0));
  const std::uint32_t by_value = most_in_a_range(lookup, bins);
  lookup.by_value = false;
  const std::uint32_t by_key = most_in_a_range(lookup, bins);
  lookup.by_value = by_value <= by_key;
  lookup.first_step = std::bit_floor(std::min(by_value, by_key));
}

BinLookup lookup_of(std::span<const float> lowest) {
  BinLookup lookup;
  std::ranges::fill(lookup.lowest, std::numeric_limits<float>::quiet_NaN());
  std::ranges::copy(lowest, lookup.lowest);
  if (lowest.empty()) std::ranges::fill(lookup.bin_at, missing_bin);
  if (lowest.size() < 2) return lookup;
  choose_ranges(lookup, lowest.size());
  // Bins that begin in an earlier range begin below every value of this one.
  std::size_t bin = 0;
  for (std::uint32_t range = 0; range < BinLookup::ranges; ++range) {
    while (bin + 1 < lowest.size() && lookup.range(lowest[bin + 1]) < range) ++bin;
    lookup.bin_at[range] = static_cast<std::uint8_t>(bin);
  }
  return lookup;
}

}  // namespace

std::vector<BinLookup> bin_lookups(const Cuts& cuts) {
  std::vector<BinLookup> lookups;
  lookups.reserve(cuts.columns());
  for (std::size_t feature = 0; feature < cuts.columns(); ++feature) lookups.push_back(lookup_of(cuts.of(feature)));
  return lookups;
}

}  // namespace trainyard::kernels::quantise
