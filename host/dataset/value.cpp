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

// What from_chars says of the whole text: no error, out of range, or no number; and the value.
std::errc read_number(std::string_view text, double& value) {
  text = without_plus(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return end == text.data() + text.size() ? error : std::errc::invalid_argument;
}

bool is_infinity_or_nan(std::string_view text) {
  double value = 0;
  const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const char first = text.size() > sign ? static_cast<char>(text[sign] | 0x20) : ' ';
  if (first != 'i' && first != 'n') return false;  // most texts are neither, and this is asked of each
  return read_number(text, value) == std::errc{} && !std::isfinite(value);
}

bool is_beyond_range(std::string_view text) {
  double value = 0;
  return begins_number(without_plus(text)) && read_number(text, value) == std::errc::result_out_of_range;
}

bool is_finite(std::string_view text) {
  double value = 0;
  return begins_number(without_plus(text)) && read_number(text, value) == std::errc{};
}

// Whether there are nothing but digits, but for a minus.
bool is_whole(std::string_view digits) {
  if (!digits.empty() && digits[0] == '-') digits.remove_prefix(1);
  return std::all_of(digits.begin(), digits.end(), is_digit);
}

// The number with a decimal point and no mark between thousands, or "" when its points and comma are not where they belong.
std::string with_point(std::string_view text) {
  std::string plain;
  const std::size_t comma = std::min(text.find(','), text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '.') {
      plain += i == comma ? '.' : text[i];
      continue;
    }
    const std::string_view group = text.substr(i + 1, 3);
    const bool whole = i < comma && group.size() == 3 && std::all_of(group.begin(), group.end(), is_digit);
    if (!whole || (i + 4 < text.size() && is_digit(text[i + 4]))) return {};
  }
  return plain;
}

const char* why_no_number(std::string_view text) {
  if (has_number_comma(text)) return "not a number; write a decimal point, and no comma";
  if (is_infinity_or_nan(text)) return "not a finite number";
  return "not a number";
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool has_number_comma(std::string_view text) {
  std::string point(text);
  const std::size_t first = point.find(',');
  if (first == std::string::npos) return false;
  point[first] = '.';
  if (is_finite(point)) return true;
  std::string joined;  // without the commas, where three digits follow each
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != ',') {
      joined += text[i];
      continue;
    }
    const std::string_view group = text.substr(i + 1, 3);
    const bool whole = group.size() == 3 && std::all_of(group.begin(), group.end(), is_digit);
    if (!whole || (i + 4 < text.size() && is_digit(text[i + 4]))) return false;
  }
  return is_finite(joined);
}

Parsed<double> parse_float(std::string_view text) {
  text = trim(text);
  if (!begins_number(without_plus(text))) return {0, why_no_number(text)};
  double value = 0;
  const std::errc error = read_number(text, value);
  if (error == std::errc::result_out_of_range) return {0, "beyond the range of a 64-bit float"};
  if (error != std::errc{}) return {0, why_no_number(text)};
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

Parsed<double> parse_comma_float(std::string_view text) {
  const auto parsed = parse_float(with_point(trim(text)));
  return parsed.problem != nullptr && has_number_comma(text) ? Parsed<double>{0, "not a number with a decimal comma"} : parsed;
}

Parsed<std::int64_t> parse_comma_integer(std::string_view text) { return parse_integer(with_point(trim(text))); }

Parsed<bool> parse_boolean(std::string_view text) {
  text = trim(text);
  const auto equals = [&](std::string_view word) {
    return text.size() == word.size() && std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) { return (a | 0x20) == b; });
  };
  if (equals("true")) return {true, nullptr};
  if (equals("false")) return {false, nullptr};
  return {false, "neither true nor false"};
}

ValueKind classify_number(std::string_view text) {
  std::string_view digits = without_plus(text);
  if (!is_whole(digits)) return ValueKind::floating;
  if (digits[0] == '-') digits.remove_prefix(1);
  if (digits.size() > 1 && digits[0] == '0') return ValueKind::identifier;
  return parse_integer(text).ok() ? ValueKind::integer : ValueKind::large;
}

ValueKind classify(std::string_view text) {
  const std::string_view digits = without_plus(text);
  if (!begins_number(digits)) {
    if (is_infinity_or_nan(text)) return ValueKind::unusable;
    return parse_boolean(text).ok() ? ValueKind::boolean : ValueKind::text;
  }
  if (is_whole(digits) || is_finite(text)) return classify_number(text);
  if (parse_timestamp(text).ok()) return ValueKind::timestamp;
  return is_beyond_range(text) || has_number_comma(text) ? ValueKind::unusable : ValueKind::text;
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
