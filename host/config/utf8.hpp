// UTF-8 of outside text, checked before anything else reads it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trainyard::config {

struct BadText {
  int line = 1, column = 1;  ///< 1-based; the column counts bytes
  std::string what;
};

/// The first byte that is not UTF-8 (overlong forms, surrogates and numbers above U+10FFFF included), or the first NUL.
std::optional<BadText> find_bad_utf8(std::string_view text);

}  // namespace trainyard::config
