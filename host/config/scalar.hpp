// What the words of a config mean. Nothing here depends on the locale, and no word is anything but what its option's type says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trainyard::config {

/// Decimal, optional sign: "010" is ten. "1e6" and "5.0" are integers too, up to 2^53 either way; "0x10" and "1_000" are not.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// Decimal, finite: "1", "-.5", "1e-3"; not "inf", "nan", "1e999".
std::optional<double> parse_number(std::string_view text);

/// "2h", "1h30m", "45s", "250ms", "1.5d", "1w", or a plain number of seconds; the result is in seconds.
std::optional<double> parse_duration(std::string_view text);

/// "4GiB" (2^30), "500MB" (10^6), "1.5TiB", or a plain integer of bytes; at most 2^53. "4G" is neither and refused.
std::optional<std::int64_t> parse_bytes(std::string_view text);

/// Shortest decimal text of a number, without ".0" for a whole one.
std::string number_text(double value);

inline constexpr const char* duration_pattern = "^([0-9]+([.][0-9]+)?(ms|s|m|h|d|w))+$|^[0-9]+([.][0-9]+)?$";
inline constexpr const char* bytes_pattern = "^[0-9]+([.][0-9]+)? ?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$|^[0-9]+$";

}  // namespace trainyard::config
