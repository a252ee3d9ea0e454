// How often each value occurs, while there are few.
#pragma once

#include <cstdint>
#include <vector>

#include "host/dataset/hyperloglog.hpp"

namespace trainyard::dataset {

/// Counts per 64-bit key, at most `most_distinct` keys: open addressing with linear probing, at most 5/16 full.
class ValueCounts {
 public:
  static constexpr std::size_t most_distinct = 10'000;
  struct Entry {
    std::uint64_t key = 0, count = 0;  // count 0: a free place
  };

  /// False, and nothing is added, when the key would be one too many.
  bool add(std::uint64_t key, std::uint64_t count = 1) {
    Entry* entry = &place(key);
    if (entry->count == 0) {
      if (size_ == most_distinct) return false;
      if (++size_ * 16 > entries_.size() * 5) {
        grow();
        entry = &place(key);
      }
      entry->key = key;
    }
    entry->count += count;
    return true;
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// By key.
  [[nodiscard]] std::vector<Entry> sorted() const;
  /// Gives its memory back.
  void clear() { *this = ValueCounts(); }

 private:
  Entry& place(std::uint64_t key) {
    Entry* const entries = entries_.data();
    std::size_t i = mixed(key) >> shift_;
    while (entries[i].key != key && entries[i].count != 0) i = (i + 1) & mask_;
    return entries[i];
  }
  void grow();

  std::vector<Entry> entries_ = std::vector<Entry>(16);
  std::size_t mask_ = 15, size_ = 0;
  unsigned shift_ = 60;
};

}  // namespace trainyard::dataset
