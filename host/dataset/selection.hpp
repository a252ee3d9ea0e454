// The values at given places of a sorted column, found without sorting it.
#pragma once

#include <cstdint>
#include <vector>

#include "host/dataset/buckets.hpp"

namespace trainyard::dataset {

/// Passes over all values narrow down the ranges of images in which the wanted ones lie, by 12 bits each, until those ranges hold few
/// enough values to keep; then one pass keeps them. Usually that is the first.
class Selection {
 public:
  /// `ranks`: 0-based, ascending, each once. At most `most_kept` values are kept at a time; 1 would do.
  Selection(const std::vector<Buckets::Count>& counts, std::vector<std::uint64_t> ranks, std::uint64_t most_kept);

  /// Whether another pass is wanted: add() every value, then end_pass().
  [[nodiscard]] bool wants_pass() const noexcept { return !ranges_.empty(); }
  void add(std::uint64_t image) {
    const std::uint8_t first = first_range_[image >> Buckets::low_bits];
    if (first == none) return;
    std::size_t i = first;
    while (i < ranges_.size() && image > ranges_[i].last) ++i;
    if (i == ranges_.size() || image < ranges_[i].first) return;
    Range& range = ranges_[i];
    if (keeps_) {
      range.values.push_back(image);
    } else {
      ++range.parts[(image - range.first) >> range.shift];
    }
  }
  /// Throws Error(bug) when the pass handed other values than those that were counted.
  void end_pass();

  /// By rank, once no pass is wanted.
  [[nodiscard]] const std::vector<std::uint64_t>& images() const noexcept { return images_; }

 private:
  static constexpr std::uint8_t none = 255;
  struct Range {
    std::uint64_t first = 0, last = 0;  // images
    std::uint64_t below = 0, count = 0;
    unsigned shift = 0;
    std::vector<std::uint64_t> parts;   // counts of 2^shift images each
    std::vector<std::uint64_t> values;  // kept images
  };
  void take(const std::vector<Buckets::Count>& counts, std::uint64_t below, std::vector<Range>& ranges);
  void prepare();
  void answer(Range& range);

  std::vector<std::uint64_t> ranks_, images_;
  std::uint64_t most_kept_;
  bool keeps_ = false;
  std::vector<Range> ranges_;              // ascending, each with a wanted value, none of one image only
  std::vector<std::uint8_t> first_range_;  // by the image's first 16 bits
};

}  // namespace trainyard::dataset
