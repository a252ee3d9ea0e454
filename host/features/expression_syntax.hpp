// An expression as a tree, before its columns are known.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/derive/functions.hpp"

namespace trainyard::features {

/// An operator between two values.
struct Infix {
  std::string_view symbol;  ///< of a literal
  kernels::derive::Op op;
};

/// `chain` holds values of one precedence from the left, such as a - b + c, with infixes[i] before children[i + 1]; `member` has the value
/// first, then what it may be (numbers, each perhaps with a minus, and texts).
struct Node {
  enum class Kind { number, name, text, call, negate, logical_not, chain, member };

  Kind kind = Kind::number;
  std::size_t position = 0;  ///< 1-based character of its first one, without parentheses
  double number = 0.0;
  std::string text;                                     ///< of a name or text
  const kernels::derive::Function* function = nullptr;  ///< of a call
  std::vector<Node> children;
  std::vector<Infix> infixes;
  bool inverted = false;  ///< of a member: not in
};

/// Parses
///     or         = and { "or" and }
///     and        = not { "and" not }
///     not        = "not" not | comparison
///     comparison = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=") sum | ["not"] "in" "(" item { "," item } ")" ]
///     sum        = product { ("+" | "-") product }
///     product    = factor { ("*" | "/" | "%") factor }
///     factor     = "-" factor | power
///     power      = value [ "^" factor ]                      so that -a ^ b is -(a ^ b), and a ^ b ^ c is a ^ (b ^ c)
///     value      = number | name | text | function "(" [ or { "," or } ] ")" | "(" or ")"
///     item       = ["-"] number | text
/// A name starts with a letter or "_" and goes on with letters, digits, "_" and "."; bytes above 127 count as letters. Any name may stand
/// in backquotes, where a backquote is written twice; a text in single quotes, likewise. Throws Error(bad_config) saying the character and
/// what was expected there; brackets, signs, powers and `not` nest at most 30 deep.
Node parse_expression(std::string_view text);

}  // namespace trainyard::features
