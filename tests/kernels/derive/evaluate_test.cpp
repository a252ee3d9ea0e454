#include "kernels/derive/evaluate.hpp"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <vector>

#include "kernels/base/buffer.hpp"

namespace trainyard::kernels::derive {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double huge = std::numeric_limits<double>::max();

Instruction column(std::int32_t index) { return {Op::column, index, 0.0}; }
Instruction number(double value) { return {Op::number, 0, value}; }

std::vector<double> run(const std::vector<Instruction>& program, const std::vector<std::vector<double>>& operands, int threads = 1) {
  Exec exec;
  exec.threads = threads;
  std::vector<Buffer<double>> columns;
  std::vector<ColumnView> views;
  for (const auto& operand : operands) columns.emplace_back(exec, operand);
  for (const auto& buffer : columns) views.push_back(buffer.view());
  Buffer<double> result(exec, operands.empty() ? 1 : operands[0].size());
  evaluate(exec, program, views, result.view());
  return result.download();
}

TEST(Derive, MakesAMissingOperandAMissingResult) {
  const auto result = run({column(0), column(1), {Op::add}}, {{1, nan, 3}, {nan, 2, 4}});
  EXPECT_TRUE(std::isnan(result[0]));
  EXPECT_TRUE(std::isnan(result[1]));
  EXPECT_EQ(result[2], 7);
}

TEST(Derive, MakesADivisionByZeroMissing) {
  for (const double x : run({column(0), column(1), {Op::divide}}, {{1, -1, 0, 5}, {0, 0, 0, -0.0}})) EXPECT_TRUE(std::isnan(x)) << x;
}

TEST(Derive, MakesAnOverflowMissingAtTheStepWhereItHappens) {
  EXPECT_TRUE(std::isnan(run({column(0), column(0), {Op::add}}, {{huge}})[0]));
  EXPECT_TRUE(std::isnan(run({column(0), number(-10), {Op::multiply}}, {{huge}})[0]));
  // 1 / (huge * 10) is no 0.
  EXPECT_TRUE(std::isnan(run({number(1), column(0), number(10), {Op::multiply}, {Op::divide}}, {{huge}})[0]));
  EXPECT_TRUE(std::isnan(run({number(1), column(0), {Op::divide}}, {{inf}})[0])) << "an infinite operand is missing too";
}

TEST(Derive, GivesOneNaNWhateverMadeIt) {
  const auto results = run({column(0), column(1), {Op::divide}}, {{0, 1, -1, std::copysign(nan, -1.0)}, {0, 0, 0, 1}});
  for (const double x : results) EXPECT_EQ(std::bit_cast<std::uint64_t>(x), std::bit_cast<std::uint64_t>(nan));
}

TEST(Derive, NegatesAndKeepsOrderOfSubtraction) {
  EXPECT_EQ(run({column(0), {Op::negate}}, {{2, -3}}), (std::vector<double>{-2, 3}));
  EXPECT_EQ(run({column(0), column(1), {Op::subtract}}, {{2, 5}, {7, 1}}), (std::vector<double>{-5, 4}));
}

TEST(Derive, GivesTheSameRowsForAnyThreadCount) {
  std::vector<double> a(100'003), b(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<double>(i) * 0.1;
    b[i] = static_cast<double>(i % 97);
  }
  const std::vector<Instruction> program = {column(0), column(1), number(3.7), {Op::subtract}, {Op::divide}};
  const auto one = run(program, {a, b}, 1);
  EXPECT_EQ(one, run(program, {a, b}, 4));
  EXPECT_EQ(one[5], 0.5 / (5 - 3.7));
}

TEST(Derive, TakesNoRows) { EXPECT_TRUE(run({column(0)}, {{}}).empty()); }

TEST(Derive, RefusesAProgramThatIsNoExpression) {
  EXPECT_THROW(run({}, {{1}}), std::invalid_argument);
  EXPECT_THROW(run({{Op::add}}, {{1}}), std::invalid_argument);
  EXPECT_THROW(run({column(0), column(0)}, {{1}}), std::invalid_argument);
  EXPECT_THROW(run({column(1)}, {{1}}), std::invalid_argument);
  EXPECT_THROW(run({column(-1)}, {{1}}), std::invalid_argument);
  std::vector<Instruction> deep(max_stack + 1, number(1));
  deep.insert(deep.end(), max_stack, {Op::add});
  EXPECT_THROW(run(deep, {{1}}), std::invalid_argument);
  EXPECT_THROW(run({column(0), column(1), {Op::add}}, {{1, 2}, {1}}), std::invalid_argument);
}

}  // namespace
}  // namespace trainyard::kernels::derive
