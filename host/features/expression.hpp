// Arithmetic over columns, from text to a postfix program.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/derive/program.hpp"

namespace trainyard::features {

/// One column that an expression names, with the place of its first use.
struct Operand {
  std::string name;
  std::size_t position = 0;  ///< 1-based character
};

/// A parsed expression. Instruction::column is an index into `operands`, which are distinct and in order of first use.
struct Expression {
  std::vector<kernels::derive::Instruction> program;
  std::vector<Operand> operands;
};

/// Parses
///     sum     = product { ("+" | "-") product }
///     product = factor { ("*" | "/") factor }
///     factor  = "-" factor | number | name | "`" any characters "`" | "(" sum ")"
/// A name starts with a letter or "_" and goes on with letters, digits, "_" and "."; bytes above 127 count as letters. Inside backquotes
/// a backquote is written twice. Throws Error(bad_config) saying the character and what was expected there; parentheses and minus signs
/// nest at most 30 deep.
Expression parse_expression(std::string_view text);

}  // namespace trainyard::features
