#include "host/config/utf8.hpp"

#include <cstdint>

namespace trainyard::config {
namespace {

// Bytes of the sequence that starts at `at`; 0 when it is not UTF-8.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return 0;
  std::uint32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
    code = code << 6 | (byte(at + i) & 0x3FU);
  }
  static constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < smallest[length] || code > 0x10FFFF || surrogate ? 0 : length;
}

}  // namespace

std::optional<BadText> find_bad_utf8(std::string_view text) {
  BadText place;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0 || text[at] == '\0') {
      place.what = length == 0 ? "a byte that is not UTF-8" : "a NUL byte";
      return place;
    }
    if (text[at] == '\n') {
      ++place.line;
      place.column = 1;
    } else {
      place.column += static_cast<int>(length);
    }
    at += length;
  }
  return std::nullopt;
}

}  // namespace trainyard::config
