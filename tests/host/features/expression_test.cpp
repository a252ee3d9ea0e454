#include "host/features/expression.hpp"

#include <gtest/gtest.h>

#include "kernels/base/buffer.hpp"
#include "kernels/derive/evaluate.hpp"
#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

// The value of an expression whose operands are the given numbers, in order of first use.
double value(const std::string& text, const std::vector<double>& numbers = {}) {
  const Exec exec;
  const Expression expression = parse_expression(text);
  EXPECT_EQ(expression.operands.size(), numbers.size()) << text;
  std::vector<kernels::Buffer<double>> columns;
  std::vector<kernels::ColumnView> views;
  for (const double& number : numbers) columns.emplace_back(exec, std::span(&number, 1));
  for (const auto& column : columns) views.push_back(column.view());
  kernels::Buffer<double> result(exec, 1);
  kernels::derive::evaluate(exec, expression.program, views, result.view());
  return result.download()[0];
}

std::string message(const std::string& text) {
  return test::error_of(ExitCode::bad_config, [&] { (void)parse_expression(text); });
}

TEST(Expression, BindsProductsBeforeSumsAndFromTheLeft) {
  EXPECT_EQ(value("1 + 2 * 3"), 7);
  EXPECT_EQ(value("(1 + 2) * 3"), 9);
  EXPECT_EQ(value("10 - 4 - 3"), 3);
  EXPECT_EQ(value("24 / 4 / 2"), 3);
  EXPECT_EQ(value("2 - 3 * 4 / 6 + 1"), 1);
}

TEST(Expression, TakesAMinusBeforeAnyFactor) {
  EXPECT_EQ(value("-2 * 3"), -6);
  EXPECT_EQ(value("2 * -3"), -6);
  EXPECT_EQ(value("- -2"), 2);
  EXPECT_EQ(value("-(a - b)", {5, 3}), -2);
}

TEST(Expression, ReadsNumbersAsAUserWritesThem) {
  EXPECT_EQ(value("0.5"), 0.5);
  EXPECT_EQ(value(".5"), 0.5);
  EXPECT_EQ(value("1e3"), 1000);
  EXPECT_EQ(value("2.5e-1"), 0.25);
}

TEST(Expression, NamesAColumnOnceHoweverOftenItIsUsed) {
  const Expression expression = parse_expression("rooms / (rooms + beds)");
  ASSERT_EQ(expression.operands.size(), 2U);
  EXPECT_EQ(expression.operands[0].name, "rooms");
  EXPECT_EQ(expression.operands[0].position, 1U);
  EXPECT_EQ(expression.operands[1].name, "beds");
  EXPECT_EQ(expression.operands[1].position, 18U);
  EXPECT_EQ(value("rooms / (rooms + beds)", {6, 2}), 0.75);
}

TEST(Expression, TakesOddNamesInBackquotes) {
  const Expression expression = parse_expression("`a b-c` + `tick``ed` + größe + sepal.length");
  ASSERT_EQ(expression.operands.size(), 4U);
  EXPECT_EQ(expression.operands[0].name, "a b-c");
  EXPECT_EQ(expression.operands[1].name, "tick`ed");
  EXPECT_EQ(expression.operands[2].name, "größe");
  EXPECT_EQ(expression.operands[3].name, "sepal.length");
  EXPECT_EQ(expression.operands[3].position, 32U) << "positions count characters, not bytes";
}

TEST(Expression, SaysWhereItStoppedAndWhatItExpected) {
  EXPECT_EQ(message("a + * b"), "character 5: expected a number, a column name or '(', found '*'");
  EXPECT_EQ(message("a b"), "character 3: expected an operator (+ - * /) or the end, found 'b'");
  EXPECT_EQ(message("(a + b"), "character 7: expected an operator (+ - * /) or ')', found the end");
  EXPECT_EQ(message("a)"), "character 2: expected an operator (+ - * /) or the end, found ')'");
  EXPECT_EQ(message("a ö"), "character 3: expected an operator (+ - * /) or the end, found 'ö'");
  EXPECT_EQ(message(""), "character 1: expected a number, a column name or '(', found the end");
  EXPECT_EQ(message("a ^ 2"), "character 3: expected an operator (+ - * /) or the end, found '^'");
  EXPECT_EQ(message("2rooms"), "character 2: expected an operator after the number 2, found 'r'");
  EXPECT_EQ(message("."), "character 1: expected a number, found '.'");
  EXPECT_EQ(message(std::string("a\0b", 3)), "character 2: expected an operator (+ - * /) or the end, found control character 0");
  EXPECT_EQ(message("a + `b"), "character 5: the backquote is never closed");
  EXPECT_EQ(message("``"), "character 1: a column name is empty");
  EXPECT_EQ(message("1e999"), "character 1: the number 1e999 is out of range");
}

TEST(Expression, RefusesDepthThatWouldOverflowAStack) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "a" + std::string(depth, ')'); };
  EXPECT_EQ(value(nested(30), {4}), 4);
  EXPECT_NE(message(nested(31)).find("character 31: nested more than 30 deep"), std::string::npos);
  EXPECT_NE(message(std::string(1'000'000, '(')).find("nested more than 30 deep"), std::string::npos);
  EXPECT_NE(message(std::string(1'000'000, '-')).find("nested more than 30 deep"), std::string::npos);
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
