// A derived column as a postfix program: the form in which an expression reaches the kernel.
#pragma once

#include <cstdint>

namespace trainyard::kernels::derive {

enum class Op : std::int32_t { column, number, add, subtract, multiply, divide, negate };

/// `a / (b - 1)` is  column 0, column 1, number 1, subtract, divide.
struct Instruction {
  Op op = Op::number;
  std::int32_t column = 0;  ///< for Op::column: index into the operands
  double number = 0.0;      ///< for Op::number
};

/// Values a program may hold at once; the parser's nesting limit keeps every program below it.
inline constexpr int max_stack = 64;

}  // namespace trainyard::kernels::derive
