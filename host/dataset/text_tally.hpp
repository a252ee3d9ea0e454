// One column of texts as its values come.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "host/dataset/category_codes.hpp"
#include "host/dataset/hyperloglog.hpp"

namespace trainyard::dataset {

/// Counts each text while the different ones are few and short in all, and estimates how many there are from then on: what is known
/// depends on the texts alone, not on their order.
class TextTally {
 public:
  static constexpr std::size_t most_distinct = 10'000;
  static constexpr std::size_t most_bytes = std::size_t{1} << 20;  ///< of the different texts together

  /// The column's next texts; returns how many were missing.
  std::uint64_t add(const std::vector<std::string>& texts);
  void merge(const TextTally& other);

  /// Whether each text is counted.
  [[nodiscard]] bool few() const noexcept { return few_; }
  /// When few(): the texts and how often each occurs.
  [[nodiscard]] const std::deque<std::string>& texts() const noexcept { return codes_.texts(); }
  [[nodiscard]] const std::vector<std::uint64_t>& counts() const noexcept { return counts_; }
  /// How many different texts, an estimate unless few().
  [[nodiscard]] std::uint64_t distinct(std::uint64_t present) const;

 private:
  void add(const std::string& text, std::uint64_t count);
  void leave_counts();

  bool few_ = true;
  CategoryCodes codes_;
  std::vector<std::uint64_t> counts_;  // by code
  HyperLogLog sketch_;                 // unless few_
};

}  // namespace trainyard::dataset
