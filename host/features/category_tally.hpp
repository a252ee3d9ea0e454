// How often each category occurs in rows that come in blocks.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "host/dataset/table.hpp"
#include "kernels/reduce/count.hpp"

namespace trainyard::features {

class CategoryTally {
 public:
  /// Adds the counts of a block, where all blocks have the same dictionary …
  void add(const kernels::reduce::CodeCounts& block);
  /// … or each has one of its own: categories are told by their texts.
  void add(const kernels::reduce::CodeCounts& block, const dataset::Dictionary& dictionary);

  /// Of all blocks, by code; in the second case by that in dictionary().
  [[nodiscard]] const kernels::reduce::CodeCounts& counts() const noexcept { return counts_; }
  [[nodiscard]] const dataset::Dictionary& dictionary() const noexcept { return dictionary_; }

 private:
  kernels::reduce::CodeCounts counts_;
  dataset::Dictionary dictionary_;
  std::unordered_map<std::string, std::size_t> codes_;  // of dictionary_, once a second block's texts are looked up
};

}  // namespace trainyard::features
