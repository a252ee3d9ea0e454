// One column of numbers as its values come.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "host/dataset/buckets.hpp"
#include "host/dataset/hyperloglog.hpp"
#include "host/dataset/number_profile.hpp"
#include "host/dataset/value_counts.hpp"

namespace trainyard::dataset {

/// Counts each value while there are at most ValueCounts::most_distinct different ones, and buckets from then on: what is known depends
/// on the values alone, not on their order. At most 2 MiB.
class NumberTally {
 public:
  /// The column's next values, float, integer or time; returns how many were missing.
  std::uint64_t add(const Values& values);
  void merge(const NumberTally& other);

  /// Whether each value is counted.
  [[nodiscard]] bool few() const noexcept { return few_; }
  /// Ascending; when few().
  [[nodiscard]] std::vector<CountedValue> counted() const;
  /// How many different values, an estimate unless few().
  [[nodiscard]] std::uint64_t distinct(std::uint64_t present) const;
  /// Of at least one value. See number_profile() for the passes; none when few().
  [[nodiscard]] NumberProfile profile(std::uint64_t most_kept, const ValuePass& pass) const;

 private:
  template <class T>
  std::uint64_t add_typed(const std::vector<T>& values);
  void add_block(std::span<const std::uint64_t> images);
  void add(std::uint64_t image, std::uint64_t count);
  void leave_counts();

  bool few_ = true;
  ValueCounts counts_;  // by image; empty unless few_
  Buckets buckets_;
  HyperLogLog sketch_;
  std::uint64_t least_ = std::numeric_limits<std::uint64_t>::max(), greatest_ = 0;  // images; unless few_
};

}  // namespace trainyard::dataset
