#include "host/features/expression_lexer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "host/error/error.hpp"

namespace trainyard::features {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) > 127; }
bool continues_name(char c) { return starts_name(c) || is_digit(c) || c == '.'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }  // of a character in UTF-8

}  // namespace

std::string at_character(std::size_t position) { return "character " + std::to_string(position) + ": "; }

std::string shown(const Token& token) {
  if (token.kind == TokenKind::end) return "the end";
  const auto first = static_cast<unsigned char>(token.source.front());
  if (first < 32 || first == 127) return "control character " + std::to_string(first);
  return token.kind == TokenKind::text ? std::string(token.source) : "'" + std::string(token.source) + "'";
}

Token Lexer::next() {
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  const std::size_t start = at_;
  if (start == text_.size()) return {TokenKind::end, position(start), {}, {}, 0.0};
  const char c = text_[start];
  if (is_digit(c) || c == '.') return number();
  if (c == '`') return quoted('`', TokenKind::quoted_name);
  if (c == '\'') return quoted('\'', TokenKind::text);
  if (starts_name(c)) {
    while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    return {TokenKind::name, position(start), name, std::string(name), 0.0};
  }
  const std::string_view two = text_.substr(start, 2);
  at_ += two == "==" || two == "!=" || two == "<=" || two == ">=" ? 2 : 1;
  return {TokenKind::symbol, position(start), text_.substr(start, at_ - start), {}, 0.0};
}

Token Lexer::number() {
  const std::size_t start = at_;
  double value = 0.0;
  const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
  if (error == std::errc::invalid_argument)
    throw Error(ExitCode::bad_config, at_character(position(start)) + "expected a number, found '.'");
  const std::string_view word(text_.data() + start, static_cast<std::size_t>(end - (text_.data() + start)));
  if (error != std::errc() || !std::isfinite(value)) {
    throw Error(ExitCode::bad_config, at_character(position(start)) + "the number " + std::string(word) + " is out of range");
  }
  const Token token{TokenKind::number, position(start), word, {}, value};
  at_ += word.size();
  if (at_ == text_.size() || !continues_name(text_[at_])) return token;
  std::size_t last = at_ + 1;
  while (last < text_.size() && is_continuation(text_[last])) ++last;
  throw Error(ExitCode::bad_config, at_character(position(at_)) + "expected an operator after the number " + std::string(word) +
                                        ", found '" + std::string(text_.substr(at_, last - at_)) + "'");
}

Token Lexer::quoted(char quote, TokenKind kind) {
  const std::size_t start = at_++;
  const bool is_name = kind == TokenKind::quoted_name;
  std::string value;
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    if (c != quote) {
      value += c;
    } else if (at_ < text_.size() && text_[at_] == quote) {
      value += c;
      ++at_;
    } else {
      if (is_name && value.empty()) throw Error(ExitCode::bad_config, at_character(position(start)) + "a column name is empty");
      return {kind, position(start), text_.substr(start, at_ - start), std::move(value), 0.0};
    }
  }
  throw Error(ExitCode::bad_config,
              at_character(position(start)) + (is_name ? "the backquote is never closed" : "the quote is never closed"));
}

// Characters, not bytes: continuation bytes of UTF-8 do not count. Positions are asked for in ascending order.
std::size_t Lexer::position(std::size_t byte) {
  counted_ += static_cast<std::size_t>(std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(counted_bytes_),
                                                     text_.begin() + static_cast<std::ptrdiff_t>(byte),
                                                     [](char c) { return !is_continuation(c); }));
  counted_bytes_ = byte;
  return 1 + counted_;
}

}  // namespace trainyard::features
