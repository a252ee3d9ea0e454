// Text of one field to one typed value. The whole field counts, without the spaces and tabs around it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::dataset {

/// Integers are exact as double too: |value| ≤ 2^53.
inline constexpr std::int64_t largest_integer = std::int64_t{1} << 53;

/// Either a value or the reason why there is none.
template <typename T>
struct Parsed {
  T value{};
  const char* problem = nullptr;  ///< nullptr: `value` holds

  [[nodiscard]] bool ok() const noexcept { return problem == nullptr; }
};

/// Removes spaces and tabs at both ends.
std::string_view trim(std::string_view text);

/// Decimal digits with an optional sign, or a decimal number without a fraction, as in "3.0" (pandas writes a column of integers
/// with missing values so). Beyond ±2^53 is a problem.
Parsed<std::int64_t> parse_integer(std::string_view text);
/// Decimal number with optional sign, fraction and exponent, correctly rounded. No infinity, no NaN, no hexadecimal; beyond the range of
/// a double is a problem, and a comma, decimal or between thousands, is one with a hint.
Parsed<double> parse_float(std::string_view text);
/// true or false in any case.
Parsed<bool> parse_boolean(std::string_view text);
/// ISO 8601: YYYY-MM-DD, or that with 'T' or a space and hh:mm[:ss[.fraction]] and optionally Z, ±hh, ±hhmm or ±hh:mm (without: UTC).
/// Microseconds since 1970-01-01T00:00:00Z, in the years 0 to 9999; a finer fraction than that must be zero. Exact as double too.
/// `offset`: microseconds east of UTC of a time that states no zone.
Parsed<std::int64_t> parse_timestamp(std::string_view text, std::int64_t offset = 0);
/// YYYY-MM-DD alone.
Parsed<std::int64_t> parse_date(std::string_view text);
/// A whole number of units of `microseconds` since 1970, likewise up to the year 9999; a unit below a microsecond is given as a negative
/// number of parts of one.
Parsed<std::int64_t> parse_epoch(std::string_view text, std::int64_t microseconds);
/// "Z", "+02:00", "-0330": microseconds east of UTC.
Parsed<std::int64_t> parse_offset(std::string_view text);
/// parse_float and parse_integer of a number with a decimal comma, and points between thousands or none.
Parsed<double> parse_comma_float(std::string_view text);
Parsed<std::int64_t> parse_comma_integer(std::string_view text);
/// Microseconds to "2011-01-01T05:00:00Z", with a fraction when there is one.
std::string format_timestamp(std::int64_t microseconds);

/// What a value looks like when nothing is known of its column. `identifier`: an integer that is more than its value, like "007";
/// `large`: one beyond ±2^53; `unusable`: a number that cannot be kept: infinite, beyond the range of a double, or with a comma.
enum class ValueKind { integer, identifier, large, floating, unusable, boolean, timestamp, text };
ValueKind classify(std::string_view trimmed);
/// The same of a text that parse_float takes, without parsing it once more.
ValueKind classify_number(std::string_view trimmed);

/// "1,5", "-1234,5e3", "1,234,567.8": a number once its only comma is a point, or the commas between thousands are gone.
bool has_number_comma(std::string_view text);

/// The spellings of "no value", compared with the field without the spaces around it.
class MissingSpellings {
 public:
  explicit MissingSpellings(const std::vector<std::string>& spellings);
  [[nodiscard]] bool match(std::string_view trimmed) const;

 private:
  std::vector<std::string> spellings_;
  bool empty_ = false;    // "" is one of them
  bool first_[256] = {};  // bytes with which a spelling begins
};

}  // namespace trainyard::dataset
