#include "host/features/category_tally.hpp"

#include <algorithm>

namespace trainyard::features {

void CategoryTally::add(const kernels::reduce::CodeCounts& block) {
  counts_.missing += block.missing;
  counts_.counts.resize(std::max(counts_.counts.size(), block.counts.size()));
  for (std::size_t code = 0; code < block.counts.size(); ++code) counts_.counts[code] += block.counts[code];
}

void CategoryTally::add(const kernels::reduce::CodeCounts& block, const dataset::Dictionary& dictionary) {
  if (dictionary_.empty()) {
    dictionary_ = dictionary;
    return add(block);
  }
  if (codes_.empty()) {
    for (std::size_t code = 0; code < dictionary_.size(); ++code) codes_.emplace(dictionary_[code], code);
  }
  counts_.missing += block.missing;
  for (std::size_t code = 0; code < dictionary.size(); ++code) {
    const auto [known, added] = codes_.emplace(dictionary[code], dictionary_.size());
    if (added) {
      dictionary_.push_back(dictionary[code]);
      counts_.counts.push_back(0);
    }
    counts_.counts[known->second] += block.counts[code];
  }
}

}  // namespace trainyard::features
