// Pieces of output for people: numbers, paths, commands to paste, values that come from outside.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace trainyard::jobs {

/// 20640 as "20,640".
std::string count_text(std::uint64_t count);
/// Six significant digits without an exponent below 1e15: "45123.4", "1234567", "0.831224".
std::string metric_text(double value);
/// A JSON value in one line: numbers as metric_text, whole numbers in full, text without quotes, null as "-".
std::string value_text(const nlohmann::ordered_json& value);
/// Control characters (a terminal would obey them) as \xNN, and no more than `longest` characters.
std::string printable(std::string_view text, std::size_t longest = 200);
/// As the user would type it: relative when below the current folder.
std::string path_text(const std::filesystem::path& path);
/// Number of characters, not bytes, of UTF-8 text.
std::size_t character_count(std::string_view text);
/// `text` with spaces up to `width` characters.
std::string padded(const std::string& text, std::size_t width);

}  // namespace trainyard::jobs
