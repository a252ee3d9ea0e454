#include "kernels/derive/evaluate.hpp"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/derive/functions.hpp"

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
  std::vector<Operand> views;
  for (const auto& operand : operands) columns.emplace_back(exec, operand);
  for (const auto& buffer : columns) views.push_back({buffer.view(), {}, {}});
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

// One operation on numbers written out.
double value(Op op, const std::vector<double>& values) {
  std::vector<Instruction> program;
  std::vector<std::vector<double>> operands;
  for (const double x : values) {
    program.push_back(column(static_cast<std::int32_t>(operands.size())));
    operands.push_back({x});
  }
  program.push_back({op});
  return run(program, operands)[0];
}

TEST(Derive, ReadsATableByCode) {
  const Exec exec;
  const Buffer<std::int32_t> codes(exec, std::vector<std::int32_t>{1, -1, 0});
  const Buffer<double> table(exec, std::vector<double>{nan, 10, 20});
  const std::vector<Operand> operands = {{{}, codes.view(), table.view()}};
  const std::vector<Instruction> program = {{Op::lookup, 0, 0.0}};
  Buffer<double> result(exec, 3);
  evaluate(exec, program, operands, result.view());
  const auto found = result.download();
  EXPECT_EQ(found[0], 20);
  EXPECT_TRUE(std::isnan(found[1]));
  EXPECT_EQ(found[2], 10);
}

TEST(Derive, CountsBoundariesAndFindsMembers) {
  const Exec exec;
  const Buffer<double> x(exec, std::vector<double>{-5, 1, 1.5, 2, 7, nan});
  const Buffer<double> table(exec, std::vector<double>{1, 2, 3});
  const std::vector<Operand> operands = {{x.view(), {}, {}}, {{}, {}, table.view()}};
  Buffer<double> result(exec, 6);
  const std::vector<Instruction> buckets = {column(0), {Op::bucket, 1, 0.0}};
  evaluate(exec, buckets, operands, result.view());
  auto found = result.download();
  EXPECT_TRUE(std::isnan(found.back()));
  found.pop_back();
  EXPECT_EQ(found, (std::vector<double>{0, 1, 1, 2, 3}));
  const std::vector<Instruction> members = {column(0), {Op::member, 1, 0.0}};
  evaluate(exec, members, operands, result.view());
  found = result.download();
  EXPECT_TRUE(std::isnan(found.back()));
  found.pop_back();
  EXPECT_EQ(found, (std::vector<double>{0, 1, 0, 1, 0}));
}

TEST(Derive, KnowsThreeValuesOfLogic) {
  const double values[] = {0, 1, nan};
  const double conjunction[3][3] = {{0, 0, 0}, {0, 1, nan}, {0, nan, nan}};
  const double disjunction[3][3] = {{0, 1, nan}, {1, 1, 1}, {nan, 1, nan}};
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) {
      const double both = value(Op::logical_and, {values[a], values[b]}), either = value(Op::logical_or, {values[a], values[b]});
      EXPECT_TRUE(both == conjunction[a][b] || (std::isnan(both) && std::isnan(conjunction[a][b]))) << a << " and " << b;
      EXPECT_TRUE(either == disjunction[a][b] || (std::isnan(either) && std::isnan(disjunction[a][b]))) << a << " or " << b;
    }
  }
  EXPECT_EQ(value(Op::logical_not, {0}), 1);
  EXPECT_EQ(value(Op::logical_not, {-3}), 0);
  EXPECT_TRUE(std::isnan(value(Op::logical_not, {nan})));
}

TEST(Derive, LetsAMissingValuePassOnlyWhereItSaysSo) {
  EXPECT_EQ(value(Op::is_missing, {nan}), 1);
  EXPECT_EQ(value(Op::is_missing, {inf}), 1) << "an infinite number is missing";
  EXPECT_EQ(value(Op::is_missing, {0}), 0);
  EXPECT_EQ(value(Op::coalesce, {nan, 3}), 3);
  EXPECT_EQ(value(Op::coalesce, {2, nan}), 2);
  EXPECT_EQ(value(Op::choose, {1, 5, nan}), 5);
  EXPECT_EQ(value(Op::choose, {0, nan, 6}), 6);
  EXPECT_TRUE(std::isnan(value(Op::choose, {nan, 5, 6})));
  EXPECT_TRUE(std::isnan(value(Op::choose, {1, nan, 6})));
  for (const Op op : {Op::min, Op::max, Op::equal, Op::unequal, Op::less, Op::power, Op::remainder, Op::cyclic_sin}) {
    EXPECT_TRUE(std::isnan(value(op, {nan, 1}))) << static_cast<int>(op);
    EXPECT_TRUE(std::isnan(value(op, {1, nan}))) << static_cast<int>(op);
  }
}

TEST(Derive, TakesEveryFunctionWithMissingValues) {
  for (const Function& function : functions()) {
    if (function.op <= Op::member || function.op == Op::is_missing) continue;
    EXPECT_TRUE(std::isnan(value(function.op, std::vector<double>(static_cast<std::size_t>(arity(function.op)), nan)))) << function.name;
  }
}

TEST(Derive, GivesRemaindersTheSignOfTheDivisor) {
  EXPECT_EQ(value(Op::remainder, {7, 3}), 1);
  EXPECT_EQ(value(Op::remainder, {-7, 3}), 2);
  EXPECT_EQ(value(Op::remainder, {7, -3}), -2);
  EXPECT_EQ(value(Op::remainder, {-6, 3}), 0);
  EXPECT_TRUE(std::isnan(value(Op::remainder, {7, 0})));
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
