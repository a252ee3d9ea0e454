// The words of an expression, one after another.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trainyard::features {

/// `name` is also a keyword (and, or, not, in): those are names until the parser looks at them. `symbol` is an operator, a bracket, a comma
/// or any character that belongs nowhere.
enum class TokenKind { number, name, quoted_name, text, symbol, end };

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t position = 0;  ///< 1-based character of its first one
  std::string_view source;   ///< as it stands in the expression; empty at the end
  std::string value;         ///< of a name or text: without quotes, doubled quotes made single
  double number = 0.0;

  /// Whether it is this operator or keyword.
  [[nodiscard]] bool is(std::string_view word) const { return (kind == TokenKind::symbol || kind == TokenKind::name) && source == word; }
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  /// Throws Error(bad_config) when a quote is never closed, a name is empty, or a number is malformed or out of range.
  Token next();

 private:
  Token number();
  Token quoted(char quote, TokenKind kind);
  [[nodiscard]] std::size_t position(std::size_t byte);

  std::string_view text_;
  std::size_t at_ = 0;             // bytes
  std::size_t counted_bytes_ = 0;  // of which the characters are known:
  std::size_t counted_ = 0;
};

/// "character 7: ".
std::string at_character(std::size_t position);
/// A token for a message: in quotes, a control character by its number.
std::string shown(const Token& token);

}  // namespace trainyard::features
