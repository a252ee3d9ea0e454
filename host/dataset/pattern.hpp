// The regular expressions of schemas and checks: ECMAScript, over characters rather than bytes, in time that no value can blow up.
#pragma once

#include <regex>
#include <string>
#include <string_view>

namespace trainyard::dataset {

class Pattern {
 public:
  /// `text` is UTF-8. Throws Error(bad_config) with what is wrong in it; back-references are refused, for they take exponential time,
  /// and so is what has more than 4096 bytes, or more than 10,000 states once its repetitions are written out.
  explicit Pattern(const std::string& text);

  /// Whether all of `text` matches. A byte that is not UTF-8 is a character of its own, which only a wildcard matches.
  [[nodiscard]] bool match(std::string_view text) const;

 private:
  std::wregex regex_;
};

}  // namespace trainyard::dataset
