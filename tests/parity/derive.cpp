#include <algorithm>

#include "kernels/base/buffer.hpp"
#include "kernels/derive/evaluate.hpp"
#include "kernels/derive/functions.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {
namespace {

using kernels::Buffer;
using kernels::derive::Instruction;
using kernels::derive::Op;
using kernels::derive::Operand;

// Operand 0 is the column, 1 the column backwards, 2 a code for every row, 3 a table.
reference::Bytes evaluated(const Exec& exec, const std::vector<double>& column, const std::vector<Instruction>& program) {
  std::vector<std::int32_t> code(column.size());
  for (std::size_t row = 0; row < code.size(); ++row) code[row] = static_cast<std::int32_t>(row % 4) - 1;
  const Buffer<double> x(exec, column), y(exec, std::vector<double>(column.rbegin(), column.rend()));
  const Buffer<std::int32_t> codes(exec, code);
  const Buffer<double> table(exec, std::vector<double>{-1.0, 0.0, 0.5, 2.0});
  const std::vector<Operand> operands = {{x.view(), {}, {}}, {y.view(), {}, {}}, {{}, codes.view(), table.view()}, {{}, {}, table.view()}};
  Buffer<double> result(exec, column.size());
  kernels::derive::evaluate(exec, program, operands, result.view());
  return reference::bytes_of(result.download());
}

Entry entry(const std::string& name, const std::vector<Instruction>& program) {
  return {"derive_" + name, [program](const Exec& exec, const std::vector<double>& column) { return evaluated(exec, column, program); }};
}

// The operation on the column, the column backwards, and a third of the codes' numbers.
std::vector<Instruction> call(Op op) {
  std::vector<Instruction> program = {{Op::column, 0, 0.0}, {Op::column, 1, 0.0}, {Op::lookup, 2, 0.0}};
  program.resize(static_cast<std::size_t>(kernels::derive::arity(op)));
  program.push_back({op, op == Op::bucket ? 3 : 0, 0.0});
  return program;
}

}  // namespace

std::vector<Entry> derive() {
  // -(x + y * 3.7) / (x - y), which divides by zero where the column reads the same both ways.
  std::vector<Entry> all = {entry("expression", {{Op::column, 0, 0},
                                                 {Op::column, 1, 0},
                                                 {Op::number, 0, 3.7},
                                                 {Op::multiply, 0, 0},
                                                 {Op::add, 0, 0},
                                                 {Op::negate, 0, 0},
                                                 {Op::column, 0, 0},
                                                 {Op::column, 1, 0},
                                                 {Op::subtract, 0, 0},
                                                 {Op::divide, 0, 0}})};
#define TRAINYARD_PARITY_OPERATOR(arity, name) all.push_back(entry("operator_" #name, call(Op::name)));
  TRAINYARD_DERIVE_OPERATORS(TRAINYARD_PARITY_OPERATOR)
#undef TRAINYARD_PARITY_OPERATOR
  for (const auto& function : kernels::derive::functions()) {
    if (function.op != Op::column) all.push_back(entry(std::string(function.name), call(function.op)));
  }
  all.push_back(entry("lookup", {{Op::lookup, 2, 0.0}}));
  all.push_back(entry("member", {{Op::column, 0, 0.0}, {Op::member, 3, 0.0}}));
  // Numbers of the size of times.
  for (const Op op : {Op::year, Op::month, Op::day, Op::day_of_year, Op::weekday, Op::hour, Op::minute, Op::second}) {
    all.push_back(entry("times_" + std::to_string(static_cast<int>(op)),
                        {{Op::column, 0, 0.0}, {Op::number, 0, 1e16}, {Op::multiply, 0, 0.0}, {op, 0, 0.0}}));
  }
  return all;
}

}  // namespace trainyard::parity
