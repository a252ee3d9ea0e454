#include "host/dataset/printable.hpp"

#include "host/source/header.hpp"

namespace trainyard::dataset {
namespace {

void append_hex(std::string& into, char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(byte);
  into += "\\x";
  into += digits[value >> 4];
  into += digits[value & 15];
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
  bool cut = text.size() > most;
  if (cut) {
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;  // not inside a character
    text = text.substr(0, most);
  }
  std::string shown;
  while (!text.empty()) {
    const std::string_view good = text.substr(0, source::first_bad_utf8(text));
    for (const char c : good) {
      if (is_control(c)) {
        append_hex(shown, c);
      } else {
        shown += c == '\\' ? "\\\\" : std::string(1, c);
      }
    }
    text.remove_prefix(good.size());
    if (text.empty()) break;
    append_hex(shown, text.front());
    text.remove_prefix(1);
  }
  return cut ? shown + "…" : shown;
}

}  // namespace trainyard::dataset
