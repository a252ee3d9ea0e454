#include <limits>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/derive/evaluate.hpp"
#include "kernels/derive/operations.cuh"

namespace trainyard::kernels::derive::TRAINYARD_BACKEND {
namespace {

using kernels::TRAINYARD_BACKEND::run_rows;

// Every instruction runs over all rows of a run before the next one does, so that on the CPU it is a loop of vector code.
struct Evaluate {
  View<const Instruction> program;
  const Operand* operands;
  double* result;

  // Comparisons with infinity alone, so that NaN and every overflow end up as one NaN.
  TRAINYARD_HOST_DEVICE static double finite_or_missing(double x) {
    constexpr double largest = std::numeric_limits<double>::max();
    return x >= -largest && x <= largest ? x : std::numeric_limits<double>::quiet_NaN();
  }

  template <class F>
  TRAINYARD_HOST_DEVICE static void apply0(double (*top)[run_rows], std::size_t rows, F f) {
    for (std::size_t i = 0; i < rows; ++i) top[1][i] = f();
  }

  template <class F>
  TRAINYARD_HOST_DEVICE static void apply1(double (*top)[run_rows], std::size_t rows, F f) {
    double* __restrict__ a = top[0];
    for (std::size_t i = 0; i < rows; ++i) a[i] = finite_or_missing(f(a[i]));
  }

  template <class F>
  TRAINYARD_HOST_DEVICE static void apply2(double (*top)[run_rows], std::size_t rows, F f) {
    double* __restrict__ a = top[-1];
    const double* __restrict__ b = top[0];
    for (std::size_t i = 0; i < rows; ++i) a[i] = finite_or_missing(f(a[i], b[i]));
  }

  template <class F>
  TRAINYARD_HOST_DEVICE static void apply3(double (*top)[run_rows], std::size_t rows, F f) {
    double* __restrict__ a = top[-2];
    const double* __restrict__ b = top[-1];
    const double* __restrict__ c = top[0];
    for (std::size_t i = 0; i < rows; ++i) a[i] = finite_or_missing(f(a[i], b[i], c[i]));
  }

  TRAINYARD_HOST_DEVICE static void count_below(double* values, std::size_t rows, View<const double> bounds) {
    for (std::size_t i = 0; i < rows; ++i) {
      double count = values[i] == values[i] ? 0.0 : values[i];
      for (std::size_t k = 0; k < bounds.size; ++k) count += bounds.data[k] <= values[i] ? 1.0 : 0.0;
      values[i] = count;
    }
  }

  TRAINYARD_HOST_DEVICE static void find_among(double* values, std::size_t rows, View<const double> members) {
    for (std::size_t i = 0; i < rows; ++i) {
      double found = values[i] == values[i] ? 0.0 : values[i];
      for (std::size_t k = 0; k < members.size; ++k) found = members.data[k] == values[i] ? 1.0 : found;
      values[i] = found;
    }
  }

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t rows) const {
    double stack[max_stack + 1][run_rows];  // the first is never used: it is what `top` points at before there is a value
    double(*top)[run_rows] = stack;
    for (std::size_t step = 0; step < program.size; ++step) {
      const Instruction now = program.data[step];
      switch (now.op) {
        case Op::column: {
          const double* __restrict__ numbers = operands[now.operand].numbers.data + first;
          for (std::size_t i = 0; i < rows; ++i) top[1][i] = finite_or_missing(numbers[i]);
          ++top;
          break;
        }
        case Op::lookup: {
          const Operand operand = operands[now.operand];
          for (std::size_t i = 0; i < rows; ++i) top[1][i] = operand.table.data[operand.codes.data[first + i] + 1];
          ++top;
          break;
        }
        case Op::number:
          for (std::size_t i = 0; i < rows; ++i) top[1][i] = now.number;
          ++top;
          break;
        case Op::bucket:
          count_below(top[0], rows, operands[now.operand].table);
          break;
        case Op::member:
          find_among(top[0], rows, operands[now.operand].table);
          break;
#define TRAINYARD_DERIVE_CASE(count, name, ...)  \
  case Op::name:                                 \
    apply##count(top, rows, operations::name{}); \
    top += 1 - (count);                          \
    break;
          TRAINYARD_DERIVE_OPERATORS(TRAINYARD_DERIVE_CASE)
          TRAINYARD_DERIVE_FUNCTIONS(TRAINYARD_DERIVE_CASE)
#undef TRAINYARD_DERIVE_CASE
      }
    }
    for (std::size_t i = 0; i < rows; ++i) result[first + i] = top[0][i];
  }
};

}  // namespace

void evaluate(const Exec& exec, std::span<const Instruction> program, std::span<const Operand> operands, View<double> result) {
  check_program(program, operands, result.size);
  const Buffer<Instruction> steps(exec, program);
  const Buffer<Operand> inputs(exec, operands);
  kernels::TRAINYARD_BACKEND::for_each_run(exec, result.size, Evaluate{steps.view(), inputs.data(), result.data});
}

}  // namespace trainyard::kernels::derive::TRAINYARD_BACKEND
