#include "host/source/header.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "host/error/error.hpp"

namespace trainyard::source {
namespace {

using namespace std::string_view_literals;

constexpr std::array signatures{
    std::pair{"\xFF\xFE"sv, "UTF-16 text (its byte order mark is FF FE); save it as UTF-8"sv},
    std::pair{"\xFE\xFF"sv, "UTF-16 text (its byte order mark is FE FF); save it as UTF-8"sv},
    std::pair{"\x1F\x8B"sv, "gzip data within compressed data; decompress it once"sv},
    std::pair{"\x28\xB5\x2F\xFD"sv, "zstd data within compressed data; decompress it once"sv},
    std::pair{"PK\x03\x04"sv, "a zip or spreadsheet file; save it as CSV"sv},
    std::pair{"PARE"sv, "an encrypted Parquet file; decrypt it first"sv},
};

// Length of the UTF-8 sequence at the start of `text` (not empty, not ASCII), 0 when it is none. Table 3-7 of the Unicode standard.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto within = [&](std::size_t i, unsigned low, unsigned high) { return byte(i) >= low && byte(i) <= high; };
  const unsigned first = byte(0);
  if (first >= 0xC2 && first <= 0xDF) return within(1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return within(1, low, high) && within(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return within(1, low, high) && within(2, 0x80, 0xBF) && within(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

[[noreturn]] void refuse(const std::string& where, const std::string& problem) { throw Error(ExitCode::bad_data, where + ": " + problem); }

void check_name(const std::string& name, std::size_t position, const std::string& where) {
  const std::string column = "the header's column " + std::to_string(position);
  if (name.find_first_not_of(" \t") == std::string::npos) refuse(where, column + " has no name; name it or remove it");
  if (const auto at = name.find('\0'); at != std::string::npos) {
    refuse(where,
           column + " has a NUL at byte " + std::to_string(at) + " of its name; looks like UTF-16 or a binary file, save it as UTF-8");
  }
  if (const auto at = first_bad_utf8(name); at != std::string::npos) {
    refuse(where, column + " is not UTF-8 at byte " + std::to_string(at) + " of its name; save the file as UTF-8");
  }
}

}  // namespace

void refuse_other_formats(std::string_view first_bytes, const std::string& where) {
  for (const auto& [signature, what] : signatures) {
    if (first_bytes.starts_with(signature)) refuse(where, "looks like " + std::string(what));
  }
}

void check_header(const std::vector<std::string>& names, char delimiter, const std::string& where) {
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    check_name(names[i], i + 1, where);
    const auto [first, fresh] = seen.emplace(names[i], i + 1);
    if (!fresh) {
      refuse(where, "the header names column '" + names[i] + "' twice (columns " + std::to_string(first->second) + " and " +
                        std::to_string(i + 1) + "); rename one");
    }
  }
  const std::string hint = names.size() == 1 ? delimiter_hint(names, delimiter) : "";
  if (!hint.empty()) refuse(where, "the header is one column, '" + names[0] + "'" + hint);
}

std::string delimiter_hint(const std::vector<std::string>& names, char delimiter) {
  for (const auto& [other, name, value] :
       {std::tuple{';', "';'", "';'"}, {'\t', "tabs", "\"\\t\""}, {'|', "'|'", "'|'"}, {',', "','", "','"}}) {
    const auto holds = [other = other](const std::string& column) { return column.find(other) != std::string::npos; };
    if (other == delimiter || std::none_of(names.begin(), names.end(), holds)) continue;
    return std::string("; it looks separated by ") + name + ", set data.csv.delimiter: " + value;
  }
  return "";
}

void check_dialect(const CsvDialect& dialect) {
  const auto fail = [](const std::string& problem) { throw Error(ExitCode::bad_config, "data.csv." + problem); };
  for (const auto& [byte, key] : {std::pair{dialect.delimiter, "delimiter"}, {dialect.quote, "quote"}}) {
    const bool shapes_rows = byte == '\n' || byte == '\r' || static_cast<unsigned char>(byte) > 127;
    if (shapes_rows)
      fail(std::string(key) + " is byte " + std::to_string(static_cast<unsigned char>(byte)) +
           "; it must be one ASCII character and no line end");
  }
  if (dialect.delimiter == 0) fail("delimiter is NUL; it must be one ASCII character and no line end");
  if (dialect.delimiter == dialect.quote) fail("delimiter and data.csv.quote are the same character; make them differ");
  std::unordered_set<std::string_view> seen;
  for (const std::string& name : dialect.names) {
    if (name.find_first_not_of(" \t") == std::string::npos) fail("names has an empty name; name every column");
    if (!seen.insert(name).second) fail("names has '" + name + "' twice; rename one");
  }
}

std::size_t first_bad_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = sequence_length(text.substr(at, 4));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace trainyard::source
