// Any text as an expression: refused as such, or a program that the kernel takes and that gives a row the same bits alone as among others.
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "host/error/error.hpp"
#include "host/features/expression.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/derive/evaluate.hpp"
#include "tests/fuzz/require.hpp"

namespace trainyard::features {
namespace {

using kernels::Buffer;
using kernels::derive::Operand;

// By the first letter: t is a time, c a category, z no column, the rest are numbers.
std::variant<ValueType, std::string> type_of(const std::string& name) {
  if (name.front() == 'z') return "there is no such column";
  return name.front() == 't' ? ValueType::time : name.front() == 'c' ? ValueType::category : ValueType::number;
}

std::vector<double> evaluated(const Expression& expression, std::span<const double> numbers, std::span<const std::int32_t> codes) {
  const Exec exec;
  const Buffer<double> column(exec, numbers);
  const Buffer<std::int32_t> category(exec, codes);
  const Buffer<double> categories(exec, std::vector<double>{std::numeric_limits<double>::quiet_NaN(), 0.0, 1.0});
  std::vector<Buffer<double>> tables;
  std::vector<Operand> operands;
  for (const OperandSource& source : expression.operands) {
    tables.emplace_back(exec, source.numbers);
    const kernels::ColumnView constants = std::as_const(tables.back()).view();
    operands.push_back({column.view(), category.view(), source.kind == OperandSource::Kind::constants ? constants : categories.view()});
  }
  Buffer<double> result(exec, numbers.size());
  kernels::derive::evaluate(exec, expression.program, operands, result.view());
  return result.download();
}

void try_text(const std::string& text) {
  Expression expression;
  try {
    expression = compile_expression(parse_expression(text), type_of);
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_config) throw;
    fuzz::require(std::string(error.what()).rfind("character ", 0) == 0, std::string("an error without a place: ") + error.what());
    return;
  }
  if (expression.type == ValueType::category) return fuzz::require(expression.crossed.size() >= 2, "a cross of less than two columns");
  const double numbers[] = {0.0, -0.0, 1.0, -2.5, 1e300, 5e-324, std::numeric_limits<double>::quiet_NaN(), 1.3e15};
  const std::int32_t codes[] = {0, 1, -1, 0, 1, -1, 1, 0};
  const auto together = evaluated(expression, numbers, codes);
  for (std::size_t row = 0; row < std::size(numbers); ++row) {
    const auto alone = evaluated(expression, std::span(numbers).subspan(row, 1), std::span(codes).subspan(row, 1));
    fuzz::require(std::memcmp(&alone[0], &together[row], sizeof(double)) == 0, "another result alone: " + text);
    fuzz::require(!std::isinf(together[row]), "infinite: " + text);
  }
}

}  // namespace
}  // namespace trainyard::features

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trainyard::features::try_text(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
