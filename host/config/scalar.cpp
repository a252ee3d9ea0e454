#include "host/config/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace trainyard::config {
namespace {

constexpr double largest_whole = 9007199254740992.0;  // 2^53

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits(std::string_view text, std::size_t from) {
  std::size_t n = 0;
  while (from + n < text.size() && is_digit(text[from + n])) ++n;
  return n;
}

// Length of [0-9]+(.[0-9]*)? or .[0-9]+ at the start of `text`, 0 when it does not start so.
std::size_t decimal_length(std::string_view text) {
  const std::size_t whole = digits(text, 0);
  if (whole >= text.size() || text[whole] != '.') return whole;
  const std::size_t part = digits(text, whole + 1);
  return whole + part == 0 ? 0 : whole + 1 + part;
}

std::optional<double> to_double(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

template <std::size_t N>
std::optional<double> unit_size(const std::array<std::pair<std::string_view, double>, N>& units, std::string_view unit) {
  for (const auto& [name, size] : units) {
    if (name == unit) return size;
  }
  return std::nullopt;
}

constexpr std::array<std::pair<std::string_view, double>, 6> duration_units{
    {{"ms", 1e-3}, {"s", 1.0}, {"m", 60.0}, {"h", 3600.0}, {"d", 86400.0}, {"w", 604800.0}}};
constexpr std::array<std::pair<std::string_view, double>, 10> byte_units{{{"B", 1.0},
                                                                          {"kB", 1e3},
                                                                          {"KB", 1e3},
                                                                          {"MB", 1e6},
                                                                          {"GB", 1e9},
                                                                          {"TB", 1e12},
                                                                          {"KiB", 1024.0},
                                                                          {"MiB", 1048576.0},
                                                                          {"GiB", 1073741824.0},
                                                                          {"TiB", 1099511627776.0}}};

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  std::string_view rest = text;
  if (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) rest.remove_prefix(1);
  const std::size_t mantissa = decimal_length(rest);
  if (mantissa == 0) return std::nullopt;
  if (mantissa < rest.size()) {
    std::size_t at = mantissa;
    if (rest[at] != 'e' && rest[at] != 'E') return std::nullopt;
    ++at;
    if (at < rest.size() && (rest[at] == '+' || rest[at] == '-')) ++at;
    if (digits(rest, at) == 0 || at + digits(rest, at) != rest.size()) return std::nullopt;
  }
  return to_double(text[0] == '+' ? rest : text);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::string_view rest = text;
  if (!rest.empty() && (rest[0] == '+' || rest[0] == '-')) rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  if (digits(rest, 0) == rest.size()) {
    std::int64_t value = 0;
    const std::string_view number = text[0] == '+' ? rest : text;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc{}) return std::nullopt;
    return value;
  }
  const auto value = parse_number(text);
  if (!value || std::trunc(*value) != *value || std::abs(*value) > largest_whole) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

std::optional<double> parse_duration(std::string_view text) {
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  if (digits(text, 0) == text.size() || decimal_length(text) == text.size()) return to_double(text);
  double seconds = 0;
  while (!text.empty()) {
    const std::size_t length = decimal_length(text);
    if (length == 0 || !is_digit(text[0]) || text[length - 1] == '.') return std::nullopt;
    const auto value = to_double(text.substr(0, length));
    text.remove_prefix(length);
    std::size_t unit = 0;
    while (unit < text.size() && !is_digit(text[unit]) && text[unit] != '.') ++unit;
    const auto size = unit_size(duration_units, text.substr(0, unit));
    if (!value || !size) return std::nullopt;
    seconds += *value * *size;
    text.remove_prefix(unit);
  }
  return std::isfinite(seconds) ? std::optional(seconds) : std::nullopt;
}

std::optional<std::int64_t> parse_bytes(std::string_view text) {
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  const std::size_t length = decimal_length(text);
  const auto value = to_double(text.substr(0, length));
  double size = 1;
  if (length < text.size()) {
    std::string_view unit = text.substr(length);
    if (unit[0] == ' ') unit.remove_prefix(1);
    const auto known = unit_size(byte_units, unit);
    if (!known || text[length - 1] == '.') return std::nullopt;
    size = *known;
  } else if (digits(text, 0) != length) {
    return std::nullopt;
  }
  if (!value || *value * size > largest_whole) return std::nullopt;
  return static_cast<std::int64_t>(std::llround(*value * size));
}

std::string number_text(double value) {
  std::array<char, 64> buffer{};
  const bool whole = std::trunc(value) == value && std::abs(value) <= largest_whole;
  const auto result = whole ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), static_cast<std::int64_t>(value))
                            : std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

}  // namespace trainyard::config
