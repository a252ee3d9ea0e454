// The first row of a CSV file: column names, and what gives away a file that is no such CSV.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/source/reader.hpp"

namespace trainyard::source {

/// Throws Error(bad_data) when the first bytes are those of UTF-16 or UTF-32 text, zip or encrypted Parquet. `where` is the
/// file's name.
void refuse_other_formats(std::string_view first_bytes, const std::string& where);

/// Throws Error(bad_data) unless the names are distinct, non-empty UTF-8 without NUL, and not one name that another delimiter would split.
void check_header(const std::vector<std::string>& names, char delimiter, const std::string& where);

/// "; …" when the names look as if another delimiter than this one had been meant to part them, or "".
std::string delimiter_hint(const std::vector<std::string>& names, char delimiter);

/// Throws Error(bad_config) unless delimiter and quote are different ASCII characters, no line ends, and the names distinct and not empty.
void check_dialect(const CsvDialect& dialect);

/// Position of the first byte that is not UTF-8 (overlong forms, surrogates and values above U+10FFFF are not), or npos.
std::size_t first_bad_utf8(std::string_view text);

}  // namespace trainyard::source
