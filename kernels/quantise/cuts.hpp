// Where the bins of each feature begin: exact quantiles of the training rows.
//
// A bin is named by its lowest training value. That value is the bin's representative and the cut below it at once: x belongs to the last
// bin whose lowest value is <= x, and to the first bin when it lies below all. So x and its representative fall on the same side of every
// cut, and on the same side of every split `x < lowest value of a bin`, the only ones that a histogram method searches.
//
// XGBoost, given the representatives, takes each distinct value but the first as a cut, as long as they are not more than max_bin: the
// same bins. Its last cut, which parts the missing values from all others, lies at v + |v| + 1e-5 for the largest value v that it saw. So
// that every training value lies below it, the largest value of a feature with missing values has a bin of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"

namespace trainyard::kernels::quantise {

/// The bin of a missing value, whatever the feature.
inline constexpr std::uint8_t missing_bin = 255;
/// Bins of one feature, that of the missing values among them.
inline constexpr int fewest_bins = 3;
inline constexpr int most_bins = 256;

struct Cuts {
  std::vector<std::size_t> offsets = {0};  ///< the bins of feature f are [offsets[f], offsets[f + 1])
  std::vector<float> lowest;               ///< per bin, ascending within a feature; 0.0, never -0.0

  [[nodiscard]] std::size_t columns() const { return offsets.size() - 1; }
  /// The lowest values of a feature's bins, at most 255; none for a feature without a value to learn from.
  [[nodiscard]] std::span<const float> of(std::size_t feature) const {
    return {lowest.data() + offsets[feature], offsets[feature + 1] - offsets[feature]};
  }
  bool operator==(const Cuts&) const = default;
};

/// Bins of equal weight, as far as equal values allow:
///  - a feature with at most max_bins - 1 distinct values has one bin for each;
///  - else a value that weighs as much as an average bin has a bin of its own, and the values between two such share the other bins evenly,
///    each bin ending at the value boundary nearest to its share.
/// `weight`: one per row, empty when every row counts as 1; rows that weigh 0 are as if they were not there. NaN is missing, -0.0 is 0.0,
/// infinities are the smallest and the largest number. Weights are summed in whole numbers, so that the order of the rows, threads and
/// device change no bit, and a weight of 2 is as good as the row twice.
/// Throws std::invalid_argument when max_bins lies outside [fewest_bins, most_bins], for weights that are not as many as the rows,
/// negative, infinite or NaN, and for more than 2^32 - 1 rows.
TRAINYARD_KERNEL(find_cuts, Cuts(const Exec&, MatrixView<const float> x, ColumnView weight, int max_bins));

}  // namespace trainyard::kernels::quantise
