#include "kernels/trees/value_codes.hpp"

#include <algorithm>
#include <limits>

namespace trainyard::kernels::trees {

ValueCodes::ValueCodes(std::vector<std::vector<float>> thresholds) : first_of_(thresholds.size() + 1), first_part_of_(thresholds.size()) {
  quantise::Cuts cuts;
  for (std::size_t c = 0; c < thresholds.size(); ++c) {
    auto& own = thresholds[c];
    for (float& threshold : own) threshold += 0.0F;  // no -0.0
    std::ranges::sort(own);
    own.erase(std::unique(own.begin(), own.end()), own.end());
    first_part_of_[c] = parts_.size();
    for (std::size_t from = 0; from < own.size(); from += most_thresholds) {
      const std::size_t count = std::min(most_thresholds, own.size() - from);
      parts_.push_back({.column = c, .first = thresholds_.size() + from, .count = count, .lookup = cuts.columns()});
      if (parts_.back().is_short()) continue;
      cuts.lowest.push_back(-std::numeric_limits<float>::infinity());
      cuts.lowest.insert(cuts.lowest.end(), own.data() + from, own.data() + from + count);
      cuts.offsets.push_back(cuts.lowest.size());
    }
    thresholds_.insert(thresholds_.end(), own.begin(), own.end());
    first_of_[c + 1] = thresholds_.size();
  }
  lookups_ = quantise::bin_lookups(cuts);
}

ValueCodes::Split ValueCodes::split(std::size_t column, float threshold, bool missing_is_below) const {
  const auto begin = thresholds_.begin() + static_cast<std::ptrdiff_t>(first_of_[column]);
  const auto end = thresholds_.begin() + static_cast<std::ptrdiff_t>(first_of_[column + 1]);
  const auto index = static_cast<std::size_t>(std::lower_bound(begin, end, threshold) - begin);
  const std::size_t part = first_part_of_[column] + index / most_thresholds, rank = index % most_thresholds + 1;
  return {.place = static_cast<std::uint16_t>(2 * part + (missing_is_below ? 0 : 1)),
          .signed_rank = static_cast<std::int8_t>(static_cast<int>(rank) - 128),
          .rank = static_cast<std::uint8_t>(rank)};
}

}  // namespace trainyard::kernels::trees
