// Texts to codes, in order of first appearance.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "host/dataset/text_index.hpp"

namespace trainyard::dataset {

class CategoryCodes {
 public:
  /// The text's code, a new one when it has none. `hash` is TextIndex::hash(text).
  std::int32_t add(std::string_view text, std::uint32_t hash) {
    const std::uint32_t code = index_.find_or_add(hash, [&](std::uint32_t known) { return texts_[known] == text; });
    if (code == texts_.size()) {
      texts_.emplace_back(text);
      bytes_ += text.size();
    }
    return static_cast<std::int32_t>(code);
  }
  /// Hints that this hash is asked for soon, since a large index and its texts are not in the cache: first the one, then the other.
  [[gnu::always_inline]] void prefetch_slot(std::uint32_t hash) const { index_.prefetch(hash); }
  [[gnu::always_inline]] void prefetch_text(std::uint32_t hash) const {
    if (const std::uint32_t code = index_.likely(hash); code < texts_.size()) __builtin_prefetch(&texts_[code]);
  }
  [[nodiscard]] const std::deque<std::string>& texts() const noexcept { return texts_; }  ///< by code
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }                     ///< of all texts

 private:
  std::deque<std::string> texts_;
  TextIndex index_;
  std::size_t bytes_ = 0;
};

}  // namespace trainyard::dataset
