#include "kernels/derive/program.hpp"

#include <stdexcept>

#include "kernels/derive/evaluate.hpp"

namespace trainyard::kernels::derive {

void check_program(std::span<const Instruction> program, std::span<const ColumnView> operands, std::size_t rows) {
  for (const ColumnView& operand : operands) {
    if (operand.size != rows) throw std::invalid_argument("derive::evaluate: an operand has another number of rows than the result");
  }
  int held = 0;
  for (const Instruction& step : program) {
    if (step.op == Op::column && (step.column < 0 || static_cast<std::size_t>(step.column) >= operands.size())) {
      throw std::invalid_argument("derive::evaluate: the program names an operand that is not there");
    }
    const int needs = step.op <= Op::number ? 0 : step.op == Op::negate ? 1 : 2;
    if (held < needs) throw std::invalid_argument("derive::evaluate: an operation lacks its values");
    held += 1 - needs;
    if (held > max_stack) throw std::invalid_argument("derive::evaluate: the program holds too many values at once");
  }
  if (held != 1) throw std::invalid_argument("derive::evaluate: the program does not leave one value");
}

}  // namespace trainyard::kernels::derive
