// An open-addressing index from texts to consecutive codes. It holds hashes; whoever uses it holds the texts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#define XXH_INLINE_ALL  // a call would cost more than the hash of a short text
#include <xxhash.h>

namespace trainyard::dataset {

class TextIndex {
 public:
  /// Lives in memory alone, so that it may change. 32 bits tell texts apart well enough, and halve what a slot takes of the cache.
  static std::uint32_t hash(std::string_view text) { return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size())); }

  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
  void clear() {
    std::fill(slots_.begin(), slots_.end(), Slot{});
    size_ = 0;
  }

  /// Hints that this hash is asked for soon. Inlined by order: gcc drops the call of a function that does nothing but prefetch.
  [[gnu::always_inline]] void prefetch(std::uint32_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
  }
  /// The code that is most likely the answer for this hash; size() when none is.
  [[nodiscard]] std::uint32_t likely(std::uint32_t hash) const {
    if (slots_.empty()) return size_;
    const Slot& slot = slots_[probe(hash, [](std::uint32_t) { return true; })];
    return slot.code_plus_one != 0 ? slot.code_plus_one - 1 : size_;
  }

  /// The code of the text with this hash for which `same(code)` holds. When there is none, size(), which is the text's code from now on.
  template <class Same>
  std::uint32_t find_or_add(std::uint32_t hash, const Same& same) {
    if (2 * (std::size_t{size_} + 1) > slots_.size()) grow();
    Slot& slot = slots_[probe(hash, same)];
    if (slot.code_plus_one == 0) slot = {hash, ++size_};
    return slot.code_plus_one - 1;
  }

 private:
  struct Slot {
    std::uint32_t hash = 0, code_plus_one = 0;
  };

  template <class Same>
  [[nodiscard]] std::size_t probe(std::uint32_t hash, const Same& same) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at].code_plus_one != 0 && !(slots_[at].hash == hash && same(slots_[at].code_plus_one - 1))) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    std::vector<Slot> old(std::max<std::size_t>(64, 2 * slots_.size()));
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.code_plus_one != 0) slots_[probe(slot.hash, [](std::uint32_t) { return false; })] = slot;
    }
  }

  std::vector<Slot> slots_;  // a power of two of them, at most half of them taken
  std::uint32_t size_ = 0;
};

}  // namespace trainyard::dataset
