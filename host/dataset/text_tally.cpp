#include "host/dataset/text_tally.hpp"

#include <xxhash.h>

#include "host/dataset/batch.hpp"

namespace trainyard::dataset {
namespace {

std::uint64_t hash_of(const std::string& text) { return XXH3_64bits(text.data(), text.size()); }

}  // namespace

std::uint64_t TextTally::add(const std::vector<std::string>& texts) {
  std::uint64_t missing = 0;
  for (const std::string& text : texts) {
    if (is_missing(text)) {
      ++missing;
    } else {
      add(text, 1);
    }
  }
  return missing;
}

void TextTally::add(const std::string& text, std::uint64_t count) {
  if (!few_) {
    sketch_.add(hash_of(text));
    return;
  }
  const auto code = static_cast<std::size_t>(codes_.add(text, TextIndex::hash(text)));
  if (code == counts_.size()) counts_.push_back(0);
  counts_[code] += count;
  if (counts_.size() > most_distinct || codes_.bytes() > most_bytes) leave_counts();
}

void TextTally::leave_counts() {
  few_ = false;
  for (const std::string& text : codes_.texts()) sketch_.add(hash_of(text));
  codes_ = CategoryCodes();
  counts_ = {};
}

void TextTally::merge(const TextTally& other) {
  if (other.few_) {
    for (std::size_t code = 0; code < other.counts_.size(); ++code) add(other.texts()[code], other.counts_[code]);
    return;
  }
  if (few_) leave_counts();
  sketch_.merge(other.sketch_);
}

std::uint64_t TextTally::distinct(std::uint64_t present) const { return few_ ? counts_.size() : sketch_.count_between(1, present); }

}  // namespace trainyard::dataset
