// A derived column as a postfix program: the form in which an expression reaches the kernel.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/view.hpp"
#include "kernels/derive/operations.hpp"

namespace trainyard::kernels::derive {

/// The first five read `operand` or `number`; all others take values from the stack, as operations.hpp says, and leave one.
enum class Op : std::int32_t {
  column,  ///< the operand's number
  lookup,  ///< the operand's table at its code
  number,
  bucket,  ///< takes one value: how many entries of the operand's table are not above it
  member,  ///< takes one value: 1 when it is in the operand's table, else 0
#define TRAINYARD_DERIVE_OP(arity, name, ...) name,
  TRAINYARD_DERIVE_OPERATORS(TRAINYARD_DERIVE_OP) TRAINYARD_DERIVE_FUNCTIONS(TRAINYARD_DERIVE_OP)
#undef TRAINYARD_DERIVE_OP
};

/// Values that an operation takes.
constexpr int arity(Op op) {
#define TRAINYARD_DERIVE_ARITY(count, ...) count,
  constexpr int counts[] = {0, 0, 0,
                            1, 1, TRAINYARD_DERIVE_OPERATORS(TRAINYARD_DERIVE_ARITY) TRAINYARD_DERIVE_FUNCTIONS(TRAINYARD_DERIVE_ARITY)};
#undef TRAINYARD_DERIVE_ARITY
  return counts[static_cast<std::size_t>(op)];
}

/// `a / (b - 1)` is  column 0, column 1, number 1, subtract, divide.
struct Instruction {
  Op op = Op::number;
  std::int32_t operand = 0;  ///< index into the operands
  double number = 0.0;       ///< for Op::number; finite
};

/// What an instruction reads, on the device: a column of numbers; codes, none beyond the table, and table[code + 1] for each; or a table
/// alone, ascending.
struct Operand {
  ColumnView numbers;
  CodesView codes;
  View<const double> table;
};

/// Values a program may hold at once.
inline constexpr int max_stack = 64;

}  // namespace trainyard::kernels::derive
