#include <algorithm>

#include "kernels/base/buffer.hpp"
#include "kernels/derive/evaluate.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {
namespace {

using kernels::Buffer;
using kernels::derive::Instruction;
using kernels::derive::Op;

// -(x + y * 3.7) / (x - y), which divides by zero where the column reads the same both ways.
const std::vector<Instruction> program = {{Op::column, 0, 0},   {Op::column, 1, 0}, {Op::number, 0, 3.7}, {Op::multiply, 0, 0},
                                          {Op::add, 0, 0},      {Op::negate, 0, 0}, {Op::column, 0, 0},   {Op::column, 1, 0},
                                          {Op::subtract, 0, 0}, {Op::divide, 0, 0}};

reference::Bytes expression(const Exec& exec, const std::vector<double>& column) {
  const Buffer<double> x(exec, column), y(exec, std::vector<double>(column.rbegin(), column.rend()));
  const std::vector<kernels::ColumnView> operands = {x.view(), y.view()};
  Buffer<double> result(exec, column.size());
  kernels::derive::evaluate(exec, program, operands, result.view());
  return reference::bytes_of(result.download());
}

}  // namespace

std::vector<Entry> derive() { return {{"derive_expression", expression}}; }

}  // namespace trainyard::parity
