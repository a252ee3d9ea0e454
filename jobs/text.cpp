#include "jobs/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iterator>

namespace trainyard::jobs {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

}  // namespace

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

std::string metric_text(double value) {
  constexpr double largest_plain = 1e15;
  char buffer[64];
  const bool long_whole = std::abs(value) >= 999999.5 && std::abs(value) < largest_plain;
  const auto written = long_whole ? std::to_chars(buffer, std::end(buffer), value, std::chars_format::fixed, 0)
                                  : std::to_chars(buffer, std::end(buffer), value, std::chars_format::general, 6);
  return {buffer, written.ptr};
}

std::string value_text(const nlohmann::ordered_json& value) {
  if (value.is_null()) return "-";
  if (value.is_number_float()) return metric_text(value.get<double>());
  if (value.is_string()) return printable(value.get_ref<const std::string&>());
  return printable(value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

std::string printable(std::string_view text, std::size_t longest) {
  if (text.size() <= longest && std::none_of(text.begin(), text.end(), is_control)) return std::string(text);
  std::string shown;
  shown.reserve(text.size());
  std::size_t characters = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool starts_character = (byte & 0xC0U) != 0x80U;
    if (starts_character && ++characters > longest) return shown + "…";
    if (is_control(c)) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\x%02X", byte);
      shown += escaped;
    } else {
      shown += c;
    }
  }
  return shown;
}

std::string path_text(const std::filesystem::path& path) {
  std::error_code failed;
  const std::filesystem::path here = std::filesystem::current_path(failed);
  if (failed || !path.is_absolute()) return path.string();
  const std::filesystem::path relative = path.lexically_relative(here);
  return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

std::size_t character_count(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t used = character_count(text);
  return used >= width ? text : text + std::string(width - used, ' ');
}

}  // namespace trainyard::jobs
