// What an expression of numbers means; the mistakes in one are in expression_errors_test.cpp.
#include "host/features/expression.hpp"

#include <gtest/gtest.h>

#include "kernels/base/buffer.hpp"
#include "kernels/derive/evaluate.hpp"
#include "tests/host/features/expressions.hpp"
#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using test::compiled;
using test::nan;

// The value of an expression whose columns are the given numbers, in order of first use.
double value(const std::string& text, const std::vector<double>& numbers = {}) {
  const Exec exec;
  const Expression expression = compiled(text);
  EXPECT_EQ(expression.columns.size(), numbers.size()) << text;
  std::vector<kernels::Buffer<double>> buffers;
  std::vector<kernels::derive::Operand> operands;
  for (const OperandSource& source : expression.operands) {
    const auto is_it = [&](const UsedColumn& column) { return column.name == source.column; };
    const auto column = std::find_if(expression.columns.begin(), expression.columns.end(), is_it);
    const bool constants = source.kind == OperandSource::Kind::constants;
    const std::vector<double> one = {constants ? 0.0 : numbers.at(static_cast<std::size_t>(column - expression.columns.begin()))};
    buffers.emplace_back(exec, constants ? source.numbers : one);
    const kernels::ColumnView view = std::as_const(buffers.back()).view();
    operands.push_back(constants ? kernels::derive::Operand{{}, {}, view} : kernels::derive::Operand{view, {}, {}});
  }
  kernels::Buffer<double> result(exec, 1);
  kernels::derive::evaluate(exec, expression.program, operands, result.view());
  return result.download()[0];
}

TEST(Expression, BindsProductsBeforeSumsAndFromTheLeft) {
  EXPECT_EQ(value("1 + 2 * 3"), 7);
  EXPECT_EQ(value("(1 + 2) * 3"), 9);
  EXPECT_EQ(value("10 - 4 - 3"), 3);
  EXPECT_EQ(value("24 / 4 / 2"), 3);
  EXPECT_EQ(value("2 - 3 * 4 / 6 + 1"), 1);
  EXPECT_EQ(value("20 % 7 * 2"), 12);
}

TEST(Expression, TakesAMinusBeforeAnyFactor) {
  EXPECT_EQ(value("-2 * 3"), -6);
  EXPECT_EQ(value("2 * -3"), -6);
  EXPECT_EQ(value("- -2"), 2);
  EXPECT_EQ(value("-(a - b)", {5, 3}), -2);
}

TEST(Expression, BindsPowersFirstAndFromTheRight) {
  EXPECT_EQ(value("2 * 3 ^ 2"), 18);
  EXPECT_EQ(value("-3 ^ 2"), -9);
  EXPECT_EQ(value("2 ^ -2"), 0.25);
  EXPECT_EQ(value("2 ^ 3 ^ 2"), 512);
  EXPECT_EQ(value("(2 ^ 3) ^ 2"), 64);
}

TEST(Expression, BindsComparisonsAfterSumsAndLogicAfterComparisons) {
  EXPECT_EQ(value("1 + 1 == 2"), 1);
  EXPECT_EQ(value("1 < 2 and 3 <= 2"), 0);
  EXPECT_EQ(value("1 > 2 or 2 >= 2"), 1);
  EXPECT_EQ(value("not 1 == 2"), 1);
  EXPECT_EQ(value("not 0 and 0"), 0) << "(not 0) and 0";
  EXPECT_EQ(value("1 or 0 and 0"), 1) << "1 or (0 and 0)";
  EXPECT_EQ(value("not not 5"), 1);
  EXPECT_EQ(value("(3 != 3) + (2 != 3)"), 1);
}

TEST(Expression, FindsMembersAmongNumbers) {
  EXPECT_EQ(value("x in (1, 2, -3)", {-3}), 1);
  EXPECT_EQ(value("x not in (1, 2, -3)", {-3}), 0);
  EXPECT_EQ(value("x + 1 in (3)", {2}), 1);
  EXPECT_TRUE(std::isnan(value("x in (1, 2)", {nan})));
  EXPECT_TRUE(std::isnan(value("x not in (1, 2)", {nan})));
}

TEST(Expression, CallsFunctions) {
  EXPECT_EQ(value("if(x > 1, 10, 20)", {2}), 10);
  EXPECT_EQ(value("if(x > 1, missing(), 20)", {0}), 20);
  EXPECT_EQ(value("min(4, 2, 3) + max(4, 2, 3)"), 6);
  EXPECT_EQ(value("coalesce(x, missing(), 7)", {nan}), 7);
  EXPECT_EQ(value("clip(x, -1, 1)", {-9}), -1);
  EXPECT_EQ(value("floor(-1.5) + ceil(-1.5) + round(2.5) + sign(-4) + abs(-3)"), -2 - 1 + 2 - 1 + 3);
  EXPECT_EQ(value("bucketize(x, -1, 0, 2.5)", {0}), 2);
  EXPECT_EQ(value("is_missing(x / 0)", {1}), 1);
  EXPECT_EQ(value("sqrt(16) + exp(0) + log(1) + log1p(0) + sin(0) + cos(0)"), 6);
  EXPECT_EQ(value("log + min", {1, 2}), 3) << "a function's name is a column's unless a bracket follows";
}

TEST(Expression, ReadsNumbersAsAUserWritesThem) {
  EXPECT_EQ(value("0.5"), 0.5);
  EXPECT_EQ(value(".5"), 0.5);
  EXPECT_EQ(value("1e3"), 1000);
  EXPECT_EQ(value("2.5e-1"), 0.25);
}

TEST(Expression, NamesAColumnOnceHoweverOftenItIsUsed) {
  const Expression expression = compiled("rooms / (rooms + beds)");
  ASSERT_EQ(expression.columns.size(), 2U);
  EXPECT_EQ(expression.columns[0].name, "rooms");
  EXPECT_EQ(expression.columns[0].position, 1U);
  EXPECT_EQ(expression.columns[1].name, "beds");
  EXPECT_EQ(expression.columns[1].position, 18U);
  EXPECT_EQ(expression.operands.size(), 2U);
  EXPECT_EQ(value("rooms / (rooms + beds)", {6, 2}), 0.75);
}

TEST(Expression, TakesOddNamesInBackquotes) {
  const Expression expression = compiled("`a b-c` + `tick``ed` + größe + sepal.length + `and`");
  ASSERT_EQ(expression.columns.size(), 5U);
  EXPECT_EQ(expression.columns[0].name, "a b-c");
  EXPECT_EQ(expression.columns[1].name, "tick`ed");
  EXPECT_EQ(expression.columns[2].name, "größe");
  EXPECT_EQ(expression.columns[3].name, "sepal.length");
  EXPECT_EQ(expression.columns[3].position, 32U) << "positions count characters, not bytes";
  EXPECT_EQ(expression.columns[4].name, "and");
}

TEST(Expression, KnowsWhatItIs) {
  const std::map<std::string, ValueType> types = {
      {"t", ValueType::time}, {"u", ValueType::time}, {"c", ValueType::category}, {"d", ValueType::category}};
  for (const char* number : {"t - u", "t > u", "hour(t)", "c == 'x'", "c == d", "is_missing(c)", "is_missing(t)", "t in ('2020-01-01')",
                             "if(t > '2020-01-01', 1, 2)", "'2020-01-01 12:00' - t", "seconds_between(t, u) + days_between(t, u)"}) {
    EXPECT_EQ(compiled(number, types).type, ValueType::number) << number;
  }
  for (const char* time :
       {"t", "min(t, u)", "max('2020-01-01', t)", "if(1, t, u)", "coalesce(t, u, '1970-01-01')", "clip(t, '1970-01-01', u)"}) {
    EXPECT_EQ(compiled(time, types).type, ValueType::time) << time;
  }
  const Expression crossed = compiled("cross(c, d, c)", types);
  EXPECT_EQ(crossed.type, ValueType::category);
  EXPECT_EQ(crossed.crossed, (std::vector<std::string>{"c", "d", "c"}));
  EXPECT_EQ(crossed.columns.size(), 2U);
}

TEST(Expression, FitsTheKernelsStackAtItsDeepest) {
  std::string text;
  double expected = 1;
  for (int level = 0; level < 30; ++level) text += "1 + 1 * (";
  text += "1 + 1 * 1" + std::string(30, ')');
  for (int level = 0; level < 31; ++level) expected += 1;
  EXPECT_EQ(value(text), expected);
}

TEST(Expression, RunsAVeryLongSum) {
  std::string text = "1";
  for (int term = 0; term < 20'000; ++term) text += "+1";
  EXPECT_EQ(value(text), 20'001);
}

}  // namespace
}  // namespace trainyard::features
