// Finds a value's bin in few steps: a table over ranges of values gives the first bin that reaches into the value's range, the rest is a
// short search. Ranges are equal steps of the value, or of its ordered key, which gives tails of many magnitudes ranges of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/quantise/cuts.hpp"
#include "kernels/quantise/ordered_key.hpp"

namespace trainyard::kernels::quantise {

[[nodiscard]] TRAINYARD_HOST_DEVICE constexpr std::uint32_t all_ones_if(bool condition) {
  return 0U - static_cast<std::uint32_t>(condition);
}

/// One feature's bins as a kernel reads them. Nothing here branches on the value; for NaN the bin is some number.
struct BinLookup {
  static constexpr std::uint32_t ranges = 4096;

  bool by_value = true;
  float origin = 0.0F, scale = 0.0F;       ///< range of x by value: (x - origin) * scale
  std::uint32_t first_key = 0, shift = 0;  ///< range of x by key: (key - first_key) / 2^shift
  std::uint32_t first_step = 0;            ///< of the search, a power of two; 0: there are no cuts
  std::uint8_t bin_at[ranges] = {};        ///< missing_bin where the feature has no bins
  float lowest[2 * most_bins] = {};        ///< per bin, then NaN, as far as a search can look

  // Both ascend with x, whatever the rounding; what lies outside belongs to the first or the last range.
  [[nodiscard]] TRAINYARD_HOST_DEVICE std::uint32_t range_by_value(float x) const {
    const float place = (x - origin) * scale;
    const float above = place > 0.0F ? place : 0.0F;
    constexpr auto last = static_cast<float>(ranges - 1);
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(above < last ? above : last));
  }
  [[nodiscard]] TRAINYARD_HOST_DEVICE std::uint32_t range_by_key(float x) const {
    const std::uint32_t key = ordered_key(x);
    const std::uint32_t range = ((key > first_key ? key : first_key) - first_key) >> shift;
    return range < ranges - 1 ? range : ranges - 1;
  }
  [[nodiscard]] TRAINYARD_HOST_DEVICE std::uint32_t range(float x) const { return by_value ? range_by_value(x) : range_by_key(x); }

  /// Whether x lies in bin `bin` or above it.
  [[nodiscard]] TRAINYARD_HOST_DEVICE bool reaches(std::uint32_t bin, float x) const { return lowest[bin] <= x; }

  /// missing_bin for NaN.
  [[nodiscard]] TRAINYARD_HOST_DEVICE std::uint8_t bin(float x) const {
    std::uint32_t found = bin_at[range(x)];
    for (std::uint32_t step = first_step; step > 0; step /= 2) found += step & all_ones_if(reaches(found + step, x));
    return or_missing(found, x);
  }
  /// bin() of `count` values, of which there are at most `most`: many small steps for all of them, which become vector code.
  template <std::size_t most>
  TRAINYARD_HOST_DEVICE void find_bins(const float* values, std::size_t count, std::uint8_t* out) const {
    std::uint32_t found[most];
    if (by_value) {
      for (std::size_t i = 0; i < count; ++i) found[i] = range_by_value(values[i]);
    } else {
      for (std::size_t i = 0; i < count; ++i) found[i] = range_by_key(values[i]);
    }
    for (std::size_t i = 0; i < count; ++i) found[i] = bin_at[found[i]];
    for (std::uint32_t step = first_step; step > 0; step /= 2) {
      for (std::size_t i = 0; i < count; ++i) found[i] += step & all_ones_if(reaches(found[i] + step, values[i]));
    }
    for (std::size_t i = 0; i < count; ++i) out[i] = or_missing(found[i], values[i]);
  }

 private:
  [[nodiscard]] TRAINYARD_HOST_DEVICE static std::uint8_t or_missing(std::uint32_t found, float x) {
    static_assert(missing_bin == 255, "all ones");
    return static_cast<std::uint8_t>(found | all_ones_if(x != x));
  }
};

/// One per feature.
std::vector<BinLookup> bin_lookups(const Cuts& cuts);

}  // namespace trainyard::kernels::quantise
