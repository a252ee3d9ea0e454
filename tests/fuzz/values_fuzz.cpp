// Any text as a value: the readers of values agree with the C++ library's, with one another, and with what is said of the text's kind.
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

#include "host/dataset/plain_number.hpp"
#include "host/dataset/value.hpp"
#include "tests/fuzz/require.hpp"

namespace trainyard::dataset {
namespace {

using fuzz::require;

bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

// What strtod makes of all of the text.
bool by_strtod(const std::string& text, double& value) {
  char* end = nullptr;
  value = std::strtod(text.c_str(), &end);
  return !text.empty() && end == text.c_str() + text.size();
}

bool is_decimal(std::string_view text) { return text.find_first_not_of("0123456789+-.eE") == std::string_view::npos; }

void try_float(const std::string& trimmed) {
  const auto parsed = parse_float(trimmed);
  double expected = 0;
  const bool number = by_strtod(trimmed, expected);
  if (parsed.ok()) {
    require(number && is_decimal(trimmed), "no number: " + trimmed);
    require(std::isfinite(parsed.value) && same(parsed.value, expected), "another number: " + trimmed);
  } else if (number && is_decimal(trimmed)) {
    // Too large is refused, and so is too small: strtod gives the nearest there is.
    require(!std::isfinite(expected) || std::abs(expected) < 2.3e-308, "a number is refused: " + trimmed);
  }
}

void try_plain(const std::string& text) {
  const PlainNumber plain = read_plain_number(text);
  if (!plain.ok) return;
  double expected = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), expected);
  require(error == std::errc{} && end == text.data() + text.size() && same(plain.value(), expected), "another plain number: " + text);
  const auto parsed = parse_float(text);
  require(parsed.ok() && same(parsed.value, expected), "a plain number is none: " + text);
  if (plain.point) return;
  const auto integer = parse_integer(text);
  require(integer.ok() && integer.value == (plain.negative ? -plain.digits : plain.digits), "another plain integer: " + text);
  require((classify(text) == ValueKind::identifier) == plain.leading_zero, "zeros before it are not seen alike: " + text);
}

void try_integer(const std::string& text) {
  const auto integer = parse_integer(text);
  if (!integer.ok()) return;
  const auto real = parse_float(text);
  require(real.ok() && real.value == static_cast<double>(integer.value), "an integer is another float: " + text);
  require(parse_integer(std::to_string(integer.value)).value == integer.value, "an integer is another when written: " + text);
}

void try_timestamp(const std::string& text) {
  for (const std::int64_t offset : {0L, 19'800'000'000L}) {
    const auto time = parse_timestamp(text, offset);
    if (!time.ok()) continue;
    const std::string written = format_timestamp(time.value);
    const auto again = parse_timestamp(written);
    require(again.ok() && again.value == time.value, text + " is " + written + ", which is another time");
  }
  const auto date = parse_date(text);
  if (date.ok()) require(parse_timestamp(text).value == date.value, "a date is another time: " + text);
  for (const std::int64_t unit : {1'000'000L, 1'000L, 1L, -1'000L}) {
    const auto epoch = parse_epoch(text, unit);
    if (!epoch.ok()) continue;
    const __int128 given = std::strtoll(text.c_str(), nullptr, 10);
    require(unit > 0 ? epoch.value == given * unit : static_cast<__int128>(epoch.value) * -unit == given, "another epoch: " + text);
    require(parse_timestamp(format_timestamp(epoch.value)).value == epoch.value, "another time when written: " + text);
  }
  const auto zone = parse_offset(text);
  if (!zone.ok()) return;
  const auto local = parse_timestamp("2000-01-01T00:00" + text), utc = parse_timestamp("2000-01-01T00:00", zone.value);
  require(local.ok() && utc.ok() && local.value == utc.value, "an offset has two meanings: " + text);
}

void try_comma(const std::string& text) {
  const auto number = parse_comma_float(text);
  const auto integer = parse_comma_integer(text);
  if (integer.ok()) require(number.ok() && number.value == static_cast<double>(integer.value), "an integer is another float: " + text);
  if (!number.ok()) return;
  std::string plain;
  for (const char c : text) {
    if (c != '.') plain += c == ',' ? '.' : c;
  }
  require(same(parse_float(plain).value, number.value), "another number with a comma: " + text);
}

bool agrees(ValueKind kind, const std::string& text) {
  const bool integer = parse_integer(text).ok(), real = parse_float(text).ok(), boolean = parse_boolean(text).ok(),
             time = parse_timestamp(text).ok();
  switch (kind) {
    case ValueKind::integer:
      return integer && real && !boolean && !time;
    case ValueKind::identifier:
      return !boolean && !time;
    case ValueKind::large:
      return !integer && !boolean && !time;
    case ValueKind::floating:
      return real && !boolean && !time;
    case ValueKind::unusable:
      return !integer && !real && !boolean && !time;
    case ValueKind::boolean:
      return boolean && !real && !time;
    case ValueKind::timestamp:
      return time && !real && !boolean;
    case ValueKind::text:
      return !integer && !real && !boolean && !time;
  }
  return false;
}

}  // namespace
}  // namespace trainyard::dataset

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trainyard::dataset;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string trimmed(trim(text));
  if (trimmed.find('\0') == std::string::npos) try_float(trimmed);
  try_plain(text);
  try_integer(trimmed);
  try_timestamp(trimmed);
  try_comma(trimmed);
  const ValueKind kind = classify(trimmed);
  trainyard::fuzz::require(agrees(kind, trimmed), "of kind " + std::to_string(static_cast<int>(kind)) + ": " + trimmed);
  return 0;
}
