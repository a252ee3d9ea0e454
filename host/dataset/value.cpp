#include "host/dataset/value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace trainyard::dataset {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Removes one leading '+', which from_chars does not take.
std::string_view without_plus(std::string_view text) { return text.size() > 1 && text[0] == '+' && text[1] != '-' ? text.substr(1) : text; }

// Whether a decimal number may begin here: rules out "inf", "nan" and "".
bool begins_number(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (!text.empty() && text[0] == '.') text.remove_prefix(1);
  return !text.empty() && is_digit(text[0]);
}

bool is_infinity_or_nan(std::string_view text) {
  double value = 0;
  text = without_plus(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && !std::isfinite(value);
}

const char* why_no_number(std::string_view text) {
  if (is_decimal_comma(text)) return "not a number; write a decimal point, not a comma";
  if (is_infinity_or_nan(text)) return "not a finite number";
  return "not a number";
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_decimal_comma(std::string_view text) {
  if (std::count(text.begin(), text.end(), ',') != 1) return false;
  std::string point(text);
  std::replace(point.begin(), point.end(), ',', '.');
  double value = 0;
  const auto [end, error] = std::from_chars(point.data(), point.data() + point.size(), value);
  return error == std::errc{} && end == point.data() + point.size();
}

Parsed<double> parse_float(std::string_view text) {
  text = trim(text);
  const std::string_view digits = without_plus(text);
  if (!begins_number(digits)) return {0, why_no_number(text)};
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size()) return {0, why_no_number(text)};
  if (error != std::errc{}) return {0, "beyond the range of a 64-bit float"};
  return {value, nullptr};
}

Parsed<std::int64_t> parse_integer(std::string_view text) {
  text = trim(text);
  const std::string_view digits = without_plus(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end == digits.data() + digits.size() && error == std::errc::result_out_of_range) return {0, "an integer beyond ±2^53"};
  if (error == std::errc{} && end == digits.data() + digits.size()) {
    if (value > largest_integer || value < -largest_integer) return {0, "an integer beyond ±2^53"};
    return {value, nullptr};
  }
  const auto number = parse_float(text);
  if (!number.ok()) return {0, number.problem};
  if (number.value != std::trunc(number.value)) return {0, "not an integer"};
  if (std::abs(number.value) > static_cast<double>(largest_integer)) return {0, "an integer beyond ±2^53"};
  return {static_cast<std::int64_t>(number.value), nullptr};
}

Parsed<bool> parse_boolean(std::string_view text) {
  text = trim(text);
  const auto equals = [&](std::string_view word) {
    return text.size() == word.size() && std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) { return (a | 0x20) == b; });
  };
  if (equals("true")) return {true, nullptr};
  if (equals("false")) return {false, nullptr};
  return {false, "neither true nor false"};
}

ValueKind classify(std::string_view text) {
  std::string_view digits = without_plus(text);
  if (!begins_number(digits)) return parse_boolean(text).ok() ? ValueKind::boolean : ValueKind::text;
  if (digits[0] == '-') digits.remove_prefix(1);
  if (std::all_of(digits.begin(), digits.end(), is_digit)) {
    const bool leading_zero = digits.size() > 1 && digits[0] == '0';
    return leading_zero || !parse_integer(text).ok() ? ValueKind::identifier : ValueKind::integer;
  }
  if (parse_float(text).ok()) return ValueKind::floating;
  return parse_timestamp(text).ok() ? ValueKind::timestamp : ValueKind::text;
}

MissingSpellings::MissingSpellings(const std::vector<std::string>& spellings) {
  for (const std::string& given : spellings) {
    const std::string spelling(trim(given));
    if (spelling.empty()) {
      empty_ = true;
      continue;
    }
    spellings_.push_back(spelling);
    first_[static_cast<unsigned char>(spelling[0])] = true;
  }
}

bool MissingSpellings::match(std::string_view trimmed) const {
  if (trimmed.empty()) return empty_;
  return first_[static_cast<unsigned char>(trimmed[0])] && std::find(spellings_.begin(), spellings_.end(), trimmed) != spellings_.end();
}

}  // namespace trainyard::dataset
