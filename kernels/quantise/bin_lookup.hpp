// Finds a value's bin in few steps: a table over equal ranges of keys gives the bin at a range's beginning, the rest is a short search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/quantise/cuts.hpp"

namespace trainyard::kernels::quantise {

/// One feature's bins as a kernel reads them.
struct BinLookup {
  static constexpr std::size_t ranges = 2048;

  std::uint32_t first_key = 0;                   ///< of the second bin; smaller ones are in the first bin
  std::uint32_t shift = 0;                       ///< 2^shift keys are a range
  std::uint32_t last_range = 0;                  ///< it has all keys from there on
  std::uint32_t first_step = 0;                  ///< of the search, a power of two; 0: a range holds one bin
  std::uint32_t bins = 0;                        ///< 0: every value counts as missing
  std::uint8_t bin_at[ranges] = {};              ///< of the lowest key of each range
  std::uint32_t lowest_key[2 * most_bins] = {};  ///< per bin, then the largest number, as far as a search can look

  /// Precondition: bins > 0.
  [[nodiscard]] TRAINYARD_HOST_DEVICE std::uint8_t bin(std::uint32_t key) const {
    const std::uint32_t above = key < first_key ? 0 : (key - first_key) >> shift;
    std::uint32_t found = key < first_key ? 0 : bin_at[above < last_range ? above : last_range];
    for (std::uint32_t step = first_step; step > 0; step /= 2) found += lowest_key[found + step] <= key ? step : 0;
    return static_cast<std::uint8_t>(found);
  }
};

/// One per feature.
std::vector<BinLookup> bin_lookups(const Cuts& cuts);

}  // namespace trainyard::kernels::quantise
