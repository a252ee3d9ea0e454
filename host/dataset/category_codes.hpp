// Texts to codes, in order of first appearance.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trainyard::dataset {

class CategoryCodes {
 public:
  static constexpr std::int32_t unknown = -2;

  /// The text's code, or `unknown`.
  [[nodiscard]] std::int32_t find(std::string_view text) const {
    const auto found = codes_.find(text);
    return found == codes_.end() ? unknown : found->second;
  }
  /// The text's code, a new one when it has none.
  std::int32_t add(std::string_view text) {
    if (const std::int32_t known = find(text); known != unknown) return known;
    const auto code = static_cast<std::int32_t>(texts_.size());
    codes_.emplace(texts_.emplace_back(text), code);
    bytes_ += text.size();
    return code;
  }
  [[nodiscard]] const std::deque<std::string>& texts() const noexcept { return texts_; }  ///< by code
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }                     ///< of all texts

 private:
  std::deque<std::string> texts_;  // a deque never moves its elements, which the keys below point into
  std::unordered_map<std::string_view, std::int32_t> codes_;
  std::size_t bytes_ = 0;
};

}  // namespace trainyard::dataset
