#include "host/dataset/pattern.hpp"

#include <cstdint>

#include "host/error/error.hpp"

namespace trainyard::dataset {
namespace {

// libstdc++'s breadth-first matcher: linear in the value, and no recursion per character, which would overflow the stack on long values.
constexpr auto syntax = std::regex_constants::ECMAScript | std::regex_constants::optimize | std::regex_constants::__polynomial;

// The library compiles by recursion: tens of thousands of parentheses within one another overflow the stack.
constexpr std::size_t longest_pattern = 4096;

// Where bytes that are not UTF-8 go: code points that no text has.
constexpr wchar_t first_stray = 0xDC00;

struct Character {
  wchar_t point = 0;
  std::size_t bytes = 1;
};

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {static_cast<wchar_t>(lead), 1};
  const Character stray{static_cast<wchar_t>(first_stray + lead), 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + bytes > text.size()) return stray;
  std::uint32_t point = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return stray;
    point = point << 6 | (byte(i) & 0x3FU);
  }
  return {static_cast<wchar_t>(point), bytes};
}

std::wstring characters(std::string_view text) {
  std::wstring wide;
  wide.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character next = character_at(text, at);
    wide += next.point;
    at += next.bytes;
  }
  return wide;
}

std::wregex compile(const std::string& text) {
  if (text.size() > longest_pattern) {
    throw Error(ExitCode::bad_config, "a regular expression of " + std::to_string(text.size()) + " bytes; at most " +
                                          std::to_string(longest_pattern) + " are taken");
  }
  try {
    return std::wregex(characters(text), syntax);
  } catch (const std::regex_error& error) {
    if (error.code() == std::regex_constants::error_space) {
      throw Error(ExitCode::bad_config, "'" + text + "' is too large a regular expression: its repetitions come to more than " +
                                            std::to_string(_GLIBCXX_REGEX_STATE_LIMIT) +
                                            " states; repeat less often, or without an upper bound (*, +)");
    }
    const bool back_reference = error.code() == std::regex_constants::error_complexity;
    throw Error(ExitCode::bad_config, "'" + text + "' is no regular expression (ECMAScript): " +
                                          (back_reference ? "back-references are not taken" : std::string(error.what())));
  }
}

}  // namespace

Pattern::Pattern(const std::string& text) : regex_(compile(text)) {}

bool Pattern::match(std::string_view text) const { return std::regex_match(characters(text), regex_); }

}  // namespace trainyard::dataset
