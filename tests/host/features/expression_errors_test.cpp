// Every mistake in an expression is told with its character, what was found and what is expected.
#include <gtest/gtest.h>

#include "tests/host/features/expressions.hpp"
#include "tests/host/features/small_table.hpp"

namespace trainyard::features {
namespace {

using test::compiled;

std::string message(const std::string& text) {
  return test::error_of(ExitCode::bad_config, [&] {
    (void)compiled(text, {{"when", ValueType::time}, {"color", ValueType::category}, {"shape", ValueType::category}});
  });
}

TEST(ExpressionErrors, SayWhereTheTextStoppedMakingSense) {
  const std::string value = "expected a number, a name, a text or '(', found ";
  EXPECT_EQ(message("a + * b"), "character 5: " + value + "'*'");
  EXPECT_EQ(message(""), "character 1: " + value + "the end");
  EXPECT_EQ(message("a and"), "character 6: " + value + "the end");
  EXPECT_EQ(message("a + or"), "character 5: " + value + "'or'");
  EXPECT_EQ(message("a ** 2"), "character 4: " + value + "'*'");
  EXPECT_EQ(message("a b"), "character 3: expected an operator or the end, found 'b'");
  EXPECT_EQ(message("a beds"), "character 3: expected an operator or the end, found 'beds'");
  EXPECT_EQ(message("a 'x'"), "character 3: expected an operator or the end, found 'x'");
  EXPECT_EQ(message("(a + b"), "character 7: expected an operator or ')', found the end");
  EXPECT_EQ(message("log(a"), "character 6: expected an operator, ',' or ')', found the end");
  EXPECT_EQ(message("a)"), "character 2: expected an operator or the end, found ')'");
  EXPECT_EQ(message("a ö"), "character 3: expected an operator or the end, found 'ö'");
  EXPECT_EQ(message("2rooms"), "character 2: expected an operator after the number 2, found 'r'");
  EXPECT_EQ(message("2ö"), "character 2: expected an operator after the number 2, found 'ö'");
  EXPECT_EQ(message("."), "character 1: expected a number, found '.'");
  EXPECT_EQ(message(std::string("a\0b", 3)), "character 2: expected an operator or the end, found control character 0");
  EXPECT_EQ(message("a + `b"), "character 5: the backquote is never closed");
  EXPECT_EQ(message("color == 'b"), "character 10: the quote is never closed");
  EXPECT_EQ(message("``"), "character 1: a column name is empty");
  EXPECT_EQ(message("1e999"), "character 1: the number 1e999 is out of range");
}

TEST(ExpressionErrors, TellTheSpellingOfOperatorsThatOtherLanguagesHave) {
  EXPECT_EQ(message("a = 1"), "character 3: expected an operator or the end, found '='; write ==");
  EXPECT_EQ(message("a && b"), "character 3: expected an operator or the end, found '&'; write and");
  EXPECT_EQ(message("a || b"), "character 3: expected an operator or the end, found '|'; write or");
  EXPECT_EQ(message("!a"), "character 1: expected a number, a name, a text or '(', found '!'; write not");
  EXPECT_EQ(message("color == \"red\""), "character 10: expected a number, a name, a text or '(', found '\"'; write '");
}

TEST(ExpressionErrors, RefuseComparisonsThatFollowOneAnother) {
  const std::string remedy = "comparisons do not follow one another; write a < b and b < c, or put one in parentheses";
  EXPECT_EQ(message("1 < a < 3"), "character 7: " + remedy);
  EXPECT_EQ(message("a in (1) == 1"), "character 10: " + remedy);
  EXPECT_EQ(message("a == 1 in (1)"), "character 8: " + remedy);
}

TEST(ExpressionErrors, SayWhatAMembershipLacks) {
  EXPECT_EQ(message("a in 3"), "character 6: expected '(', found '3'");
  EXPECT_EQ(message("a in ()"), "character 7: expected a number or a text, found ')'");
  EXPECT_EQ(message("a in (1, b)"), "character 10: expected a number or a text, found 'b'");
  EXPECT_EQ(message("a in (1, -'x')"), "character 11: expected a number, found 'x'");
  EXPECT_EQ(message("a in (1 2)"), "character 9: expected ',' or ')', found '2'");
  EXPECT_EQ(message("a not 3"), "character 7: expected 'in', found '3'");
  EXPECT_EQ(message("a in (1, 'x')"), "character 10: expected a number written out for 'in', found the text 'x'");
  EXPECT_EQ(message("color in ('x', 1)"), "character 16: expected a text for 'in' of a category, found a number");
  EXPECT_EQ(message("'red' in ('red')"), "character 1: expected a column or a number for 'in', found the text 'red'");
  EXPECT_EQ(message("when in (7)"), "character 10: expected a time as a text for 'in', found a number");
}

TEST(ExpressionErrors, KnowTheFunctionsAndTheirArguments) {
  EXPECT_EQ(message("1 + lgo(a)"), "character 5: there is no function 'lgo', did you mean 'log'?");
  EXPECT_EQ(message("log(a, b)"), "character 1: expected 1 argument for log(x), found 2");
  EXPECT_EQ(message("2 * clip(a)"), "character 5: expected 3 arguments for clip(x, low, high), found 1");
  EXPECT_EQ(message("min(a)"), "character 1: expected at least 2 arguments for min(a, b, …), found 1");
  EXPECT_EQ(message("missing(a)"), "character 1: expected 0 arguments for missing(), found 1");
  EXPECT_EQ(message("log()"), "character 1: expected 1 argument for log(x), found 0");
  EXPECT_EQ(message("log(,)"), "character 5: expected a number, a name, a text or '(', found ','");
}

TEST(ExpressionErrors, NameTheColumnThatHasAnotherType) {
  const std::string times = "; seconds_between, epoch_seconds, hour and the like make numbers of times";
  EXPECT_EQ(message("1 + color"), "character 5: expected a number for '+', found the category column 'color'");
  EXPECT_EQ(message("a * when"), "character 5: expected a number for '*', found the time column 'when'" + times);
  EXPECT_EQ(message("-when"), "character 2: expected a number for '-', found the time column 'when'" + times);
  EXPECT_EQ(message("a - when"), "character 5: expected a number for '-', found the time column 'when'" + times);
  EXPECT_EQ(message("when - a"), "character 8: expected a time for '-', found the number column 'a'");
  EXPECT_EQ(message("when - when - when"), "character 15: expected a number for '-', found the time column 'when'" + times);
  EXPECT_EQ(message("log(when)"), "character 5: expected a number for 'log', found the time column 'when'" + times);
  EXPECT_EQ(message("hour(a)"), "character 6: expected a time for 'hour', found the number column 'a'");
  EXPECT_EQ(message("hour(a + 1)"), "character 6: expected a time for 'hour', found a number");
  EXPECT_EQ(message("color and a"), "character 1: expected a number for 'and', found the category column 'color'");
  EXPECT_EQ(message("not 'x'"), "character 5: expected a number for 'not', found the text 'x'");
  EXPECT_EQ(message("a == when"), "character 6: expected a number for '==', found the time column 'when'" + times);
  EXPECT_EQ(message("color == 3"), "character 10: expected a category or a text for '==', found a number");
  EXPECT_EQ(message("3 != color"), "character 1: expected a category or a text for '!=', found a number");
  EXPECT_EQ(message("color < 'red'"), "character 1: expected a number or a time for '<', found the category column 'color'");
  EXPECT_EQ(message("a == 'red'"), "character 6: expected a number for '==', found the text 'red'");
  EXPECT_EQ(message("'red' == 'red'"), "character 1: expected a number or a time for '==', found the text 'red'");
  EXPECT_EQ(message("max(a, when)"), "character 8: expected a number for 'max', found the time column 'when'" + times);
  EXPECT_EQ(message("max(a, color)"), "character 8: expected a number or a time for 'max', found the category column 'color'");
  EXPECT_EQ(message("if(color, 1, 2)"), "character 4: expected a number for 'if', found the category column 'color'");
  EXPECT_EQ(message("if(a, 1, 'x')"), "character 10: expected a number for 'if', found the text 'x'");
  EXPECT_EQ(message("is_missing('x')"), "character 12: expected a number for 'is_missing', found the text 'x'");
  EXPECT_EQ(message("unknown + 1"), "character 1: there is no column 'unknown'");
}

TEST(ExpressionErrors, SayWhyATextIsNoTime) {
  EXPECT_EQ(message("when > 'noon'").rfind("character 8: expected a time, found the text 'noon': ", 0), 0U) << message("when > 'noon'");
  EXPECT_EQ(message("when > '2021-02-29'").rfind("character 8: expected a time, found the text '2021-02-29': ", 0), 0U);
}

TEST(ExpressionErrors, KeepTextsAndCategoriesOutOfNumericColumns) {
  const std::string here = " for a derived column; cross(a, b) makes categories, found ";
  EXPECT_EQ(message("color"), "character 1: expected a number" + here + "the category column 'color'");
  EXPECT_EQ(message("'red'"), "character 1: expected a number" + here + "the text 'red'");
  const std::string alone = "; cross is an expression of its own: derive a column by it and use that";
  EXPECT_EQ(message("cross(color, shape) == 'x'"), "character 1: expected a category or a text for '==', found a category" + alone);
  EXPECT_EQ(message("is_missing(cross(color, shape))"), "character 12: expected a number for 'is_missing', found a category" + alone);
  EXPECT_EQ(message("cross(color, a)"), "character 14: expected a category column for 'cross', found the number column 'a'");
  EXPECT_EQ(message("cross(color, 'x')"), "character 14: expected a category column for 'cross', found the text 'x'");
}

TEST(ExpressionErrors, WantBoundariesThatAscend) {
  EXPECT_EQ(message("bucketize(a, 1, 1)"), "character 17: a boundary has to be above the one before it");
  EXPECT_EQ(message("bucketize(a, b)"),
            "character 14: expected a number written out for a boundary of 'bucketize', found the number column 'b'");
  EXPECT_EQ(message("bucketize(a, 1 + 1)"), "character 14: expected a number written out for a boundary of 'bucketize'");
}

TEST(ExpressionErrors, RefuseDepthThatWouldOverflowAStack) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "a" + std::string(depth, ')'); };
  EXPECT_EQ(compiled(nested(30)).program.size(), 1U);
  EXPECT_NE(message(nested(31)).find("character 31: nested more than 30 deep"), std::string::npos);
  for (const char* part : {"(", "-", "not ", "a ^ ", "log("}) {
    std::string text;
    for (int i = 0; i < 200'000; ++i) text += part;
    EXPECT_NE(message(text).find("nested more than 30 deep"), std::string::npos) << part;
  }
}

TEST(ExpressionErrors, RefuseMoreValuesThanTheKernelHolds) {
  std::string text;
  for (int level = 0; level < 25; ++level) text += "1 < 1 + 1 * (";
  text += "1" + std::string(25, ')');
  EXPECT_NE(message(text).find("more than 64 values wait for their operation here"), std::string::npos) << message(text);
}

}  // namespace
}  // namespace trainyard::features
