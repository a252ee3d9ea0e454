#include <cmath>
#include <limits>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/derive/evaluate.hpp"

namespace trainyard::kernels::derive::TRAINYARD_BACKEND {
namespace {

struct Evaluate {
  View<const Instruction> program;
  const ColumnView* operands;
  double* result;

  // Comparisons with infinity alone, so that NaN and every overflow end up as one NaN.
  TRAINYARD_HOST_DEVICE static double finite_or_missing(double x) {
    constexpr double largest = std::numeric_limits<double>::max();
    return x >= -largest && x <= largest ? x : std::numeric_limits<double>::quiet_NaN();
  }

  TRAINYARD_HOST_DEVICE static double operate(Op op, double a, double b) {
    switch (op) {
      case Op::add:
        return a + b;
      case Op::subtract:
        return a - b;
      case Op::multiply:
        return a * b;
      default:
        return a / b;
    }
  }

  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    double stack[max_stack];
    int top = -1;
    for (std::size_t i = 0; i < program.size; ++i) {
      const Instruction step = program.data[i];
      switch (step.op) {
        case Op::column:
          stack[++top] = finite_or_missing(operands[step.column].data[row]);
          break;
        case Op::number:
          stack[++top] = step.number;
          break;
        case Op::negate:
          stack[top] = finite_or_missing(-stack[top]);
          break;
        default:
          --top;
          stack[top] = finite_or_missing(operate(step.op, stack[top], stack[top + 1]));
      }
    }
    result[row] = stack[0];
  }
};

}  // namespace

void evaluate(const Exec& exec, std::span<const Instruction> program, std::span<const ColumnView> operands, View<double> result) {
  check_program(program, operands, result.size);
  const Buffer<Instruction> steps(exec, program);
  const Buffer<ColumnView> columns(exec, operands);
  kernels::TRAINYARD_BACKEND::for_each_index(exec, result.size, Evaluate{steps.view(), columns.data(), result.data});
}

}  // namespace trainyard::kernels::derive::TRAINYARD_BACKEND
