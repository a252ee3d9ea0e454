// One column of small whole numbers from 0, category codes or booleans, as its values come.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace trainyard::dataset {

class CodeTally {
 public:
  /// The column's next codes, -1 for missing.
  template <class T>
  void add(const std::vector<T>& codes) {
    if (codes.empty()) return;
    const auto most = static_cast<std::size_t>(std::max(*std::max_element(codes.begin(), codes.end()), T{-1}) + 1);
    if (most >= counts_.size()) counts_.resize(most + 1);
    std::uint64_t* const counts = counts_.data();
    for (const T code : codes) ++counts[code + 1];
  }
  void merge(const CodeTally& other) {
    if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
    for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  }

  [[nodiscard]] std::uint64_t missing() const { return counts_[0]; }
  /// By code; those after the last are 0.
  [[nodiscard]] std::vector<std::uint64_t> counts() const { return {counts_.begin() + 1, counts_.end()}; }
  [[nodiscard]] std::uint64_t distinct() const {
    return static_cast<std::uint64_t>(std::count_if(counts_.begin() + 1, counts_.end(), [](std::uint64_t count) { return count > 0; }));
  }

 private:
  std::vector<std::uint64_t> counts_ = {0};  // by code + 1
};

}  // namespace trainyard::dataset
