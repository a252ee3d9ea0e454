#include "kernels/quantise/bin_lookup.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "kernels/quantise/ordered_key.hpp"

namespace trainyard::kernels::quantise {
namespace {

/// Fills bin_at and returns how many bins begin inside one range at most, that at its lowest key left out.
std::uint32_t fill_ranges(BinLookup& lookup) {
  std::uint32_t bin = 1, most = 0;
  for (std::uint32_t range = 0; range <= lookup.last_range; ++range) {
    const std::uint32_t lowest = lookup.first_key + (range << lookup.shift);
    while (bin + 1 < lookup.bins && lookup.lowest_key[bin + 1] <= lowest) ++bin;
    lookup.bin_at[range] = static_cast<std::uint8_t>(bin);
    std::uint32_t last = bin;
    while (last + 1 < lookup.bins && (lookup.lowest_key[last + 1] - lookup.first_key) >> lookup.shift == range) ++last;
    most = std::max(most, last - bin);
  }
  return most;
}

BinLookup lookup_of(std::span<const float> lowest) {
  BinLookup lookup;
  lookup.bins = static_cast<std::uint32_t>(lowest.size());
  std::ranges::fill(lookup.lowest_key, std::numeric_limits<std::uint32_t>::max());
  std::ranges::transform(lowest, lookup.lowest_key, ordered_key);
  lookup.first_key = std::numeric_limits<std::uint32_t>::max();
  if (lowest.size() < 2) return lookup;
  lookup.first_key = lookup.lowest_key[1];
  const std::uint32_t width = lookup.lowest_key[lowest.size() - 1] - lookup.first_key;
  const int spare_bits = std::bit_width(width) - (std::bit_width(BinLookup::ranges) - 1);
  lookup.shift = static_cast<std::uint32_t>(std::max(spare_bits, 0));
  lookup.last_range = width >> lookup.shift;
  lookup.first_step = std::bit_floor(fill_ranges(lookup));
  return lookup;
}

}  // namespace

std::vector<BinLookup> bin_lookups(const Cuts& cuts) {
  std::vector<BinLookup> lookups;
  for (std::size_t feature = 0; feature < cuts.columns(); ++feature) lookups.push_back(lookup_of(cuts.of(feature)));
  return lookups;
}

}  // namespace trainyard::kernels::quantise
