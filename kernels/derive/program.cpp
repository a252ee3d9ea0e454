#include "kernels/derive/program.hpp"

#include <stdexcept>

#include "kernels/derive/evaluate.hpp"

namespace trainyard::kernels::derive {
namespace {

void check_operand(const Instruction& step, std::span<const Operand> operands, std::size_t rows) {
  if (step.operand < 0 || static_cast<std::size_t>(step.operand) >= operands.size()) {
    throw std::invalid_argument("derive::evaluate: the program names an operand that is not there");
  }
  const Operand& operand = operands[static_cast<std::size_t>(step.operand)];
  if ((step.op == Op::column && operand.numbers.size != rows) || (step.op == Op::lookup && operand.codes.size != rows)) {
    throw std::invalid_argument("derive::evaluate: an operand has another number of rows than the result");
  }
  if (step.op == Op::lookup && operand.table.size == 0) throw std::invalid_argument("derive::evaluate: an operand has no table");
}

}  // namespace

void check_program(std::span<const Instruction> program, std::span<const Operand> operands, std::size_t rows) {
  int held = 0;
  for (const Instruction& step : program) {
    if (step.op != Op::number && step.op <= Op::member) check_operand(step, operands, rows);
    const int needs = arity(step.op);
    if (held < needs) throw std::invalid_argument("derive::evaluate: an operation lacks its values");
    held += 1 - needs;
    if (held > max_stack) throw std::invalid_argument("derive::evaluate: the program holds too many values at once");
  }
  if (held != 1) throw std::invalid_argument("derive::evaluate: the program does not leave one value");
}

}  // namespace trainyard::kernels::derive
