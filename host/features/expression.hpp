// A derived column's expression, from text to a postfix program.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/features/expression_syntax.hpp"
#include "kernels/derive/program.hpp"

namespace trainyard::features {

/// What an expression can be, and its parts. `time` is a timestamp or date in microseconds since 1970; a boolean is a number, 0 or 1.
enum class ValueType { number, time, category };

/// "number", "time", "category".
std::string_view value_type_name(ValueType type);

/// One column that an expression names, with the place of its first use.
struct UsedColumn {
  std::string name;
  std::size_t position = 0;  ///< 1-based character
  ValueType type = ValueType::number;
};

/// What an instruction reads, before a table is there.
struct OperandSource {
  enum class Kind {
    numbers,   ///< the column
    matches,   ///< of each category: 1 where it is among `texts`, else 0; the other way round when `inverted`
    presence,  ///< of each category 0; missing is 1
    identity,  ///< of each category its code in the dictionary of the column `reference`, or -1
    constants  ///< `numbers`, ascending; no column
  };
  Kind kind = Kind::numbers;
  std::string column;
  std::string reference;
  std::vector<std::string> texts;
  std::vector<double> numbers;
  bool inverted = false;
};

/// A checked expression. An instruction's operand is an index into `operands`. A category is no program but the columns whose values it
/// joins: `crossed`.
struct Expression {
  ValueType type = ValueType::number;
  std::vector<kernels::derive::Instruction> program;
  std::vector<OperandSource> operands;
  std::vector<UsedColumn> columns;  ///< distinct, in order of first use
  std::vector<std::string> crossed;
};

/// A column's type, or why it cannot be used.
using TypeOf = std::function<std::variant<ValueType, std::string>(const std::string& name)>;

/// Checks the types and makes the program. Throws Error(bad_config) saying the character, what was found and what is expected.
Expression compile_expression(const Node& syntax, const TypeOf& type_of);

}  // namespace trainyard::features
