#include "host/config/single_value.hpp"

#include <algorithm>
#include <regex>

#include "host/config/scalar.hpp"
#include "host/error/error.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;
using Kind = Option::Kind;

constexpr std::size_t longest_shown = 60;
constexpr std::size_t longest_matched = 4096;  // std::regex recurses once per character

std::string article(const std::string& noun) {
  const bool none = noun == "text" || noun == "bytes" || noun.starts_with("one of");
  return none ? noun : (std::string("aeiou").find(noun[0]) == std::string::npos ? "a " : "an ") + noun;
}

std::string type_remedy(const Option& option) {
  if (option.kind == Kind::duration) return ", like 90s, 30m, 2h or 1h30m";
  if (option.kind == Kind::bytes) return ", like 512MiB or 4GiB";
  if (option.kind == Kind::boolean) return " (true or false)";
  return option.sample.empty() ? "" : ", like " + option.sample;
}

std::string wrong_type(const Option& option, const Node& node) {
  std::string message = "must be " + article(option.type_text()) + type_remedy(option) + "; is " + shown(node);
  if (node.quoted && option.kind != Kind::text && option.kind != Kind::choice) message += " in quotes, which make it text";
  return message;
}

bool in_range(const Option& option, double value) {
  const bool high_enough = !option.low || value >= *option.low;
  return high_enough && (!option.high || (option.high_excluded ? value < *option.high : value <= *option.high));
}

std::string out_of_range(const Option& option, const Node& node) {
  std::string limits;
  if (option.low && option.high) {
    limits = option.high_excluded ? "at least " + number_text(*option.low) + " and below " + number_text(*option.high)
                                  : "between " + number_text(*option.low) + " and " + number_text(*option.high);
  } else {
    limits = option.low ? "at least " + number_text(*option.low) : "at most " + number_text(*option.high);
  }
  return "must be " + limits + (option.unit_name.empty() ? "" : " (" + option.unit_name + ")") + "; is " + node.text;
}

// Text may hold tabs and line ends and no other control character.
bool has_control_character(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F; });
}

std::optional<ordered_json> convert_text(const Option& option, const Node& node, std::string& message) {
  const double length = static_cast<double>(node.text.size());
  if (has_control_character(node.text)) {
    message = "holds a control character; is " + shown(node);
  } else if (!in_range(option, length)) {
    message = option.low && length < *option.low ? "must not be empty" : "is longer than " + number_text(*option.high) + " bytes";
  } else if (!option.pattern.empty() && (node.text.size() > longest_matched || !std::regex_search(node.text, std::regex(option.pattern)))) {
    message = "must be " + option.pattern_meaning + "; is " + shown(node);
  } else {
    return node.text;
  }
  return std::nullopt;
}

std::optional<ordered_json> convert_choice(const Option& option, const Node& node, std::string& message) {
  if (std::find(option.words.begin(), option.words.end(), node.text) != option.words.end()) return node.text;
  message = "unknown value " + shown(node) + suggest(node.text, option.words);
  return std::nullopt;
}

ordered_json untyped(const Node& node) {
  if (node.quoted) return node.text;
  if (node.text == "true" || node.text == "false") return node.text == "true";
  const bool whole = node.text.find_first_of(".eE") == std::string::npos;
  if (const auto integer = parse_integer(node.text); integer && whole) return *integer;
  if (const auto number = parse_number(node.text)) return *number;
  return node.text;
}

template <typename T>
std::optional<ordered_json> ranged(const Option& option, const Node& node, std::optional<T> value, std::string& message) {
  if (!value) {
    message = wrong_type(option, node);
  } else if (!in_range(option, static_cast<double>(*value))) {
    message = out_of_range(option, node);
  } else {
    return ordered_json(*value);
  }
  return std::nullopt;
}

template <typename T>
std::optional<T> if_plain(const Node& node, std::optional<T> (*parse)(std::string_view)) {
  return node.quoted ? std::nullopt : parse(node.text);
}

}  // namespace

std::string shown(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "empty";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a map";
    case Node::Kind::scalar:
      break;
  }
  std::string text;
  for (const char c : node.text.substr(0, longest_shown)) text += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  while (!text.empty() && node.text.size() > longest_shown && (static_cast<unsigned char>(text.back()) & 0x80) != 0) text.pop_back();
  return "'" + text + (node.text.size() > longest_shown ? "…'" : "'");
}

std::optional<ordered_json> convert_single(const Option& option, const Node& node, std::string& message) {
  if (node.kind != Node::Kind::scalar) {
    message = node.kind == Node::Kind::null ? "is empty; give a value or take the key out" : wrong_type(option, node);
    return std::nullopt;
  }
  switch (option.kind) {
    case Kind::text:
      return convert_text(option, node, message);
    case Kind::choice:
      return convert_choice(option, node, message);
    case Kind::integer:
      return ranged(option, node, if_plain(node, parse_integer), message);
    case Kind::number:
      return ranged(option, node, if_plain(node, parse_number), message);
    case Kind::duration:
      return ranged(option, node, parse_duration(node.text), message);
    case Kind::bytes:
      return ranged(option, node, parse_bytes(node.text), message);
    case Kind::scalar:
      return untyped(node);
    default:
      break;
  }
  if (!node.quoted && (node.text == "true" || node.text == "false")) return node.text == "true";
  message = wrong_type(option, node);
  return std::nullopt;
}

}  // namespace trainyard::config
