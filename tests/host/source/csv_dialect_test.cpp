#include <gtest/gtest.h>
#include <string>

#include "tests/host/source/csv_files.hpp"

namespace trainyard::source {
namespace {

using CsvDialects = CsvFiles;

TEST_F(CsvDialects, SplitsByAnyDelimiterAndLeavesCommasInTheText) {
  for (const char delimiter : {';', '\t', '|', ' ', ':', 'x'}) {
    const std::string d(1, delimiter);
    const Cells cells = parse("a" + d + "b\n1,5" + d + "\"2" + d + "\"\n", 4096, {.delimiter = delimiter});
    EXPECT_EQ(cells.columns, (std::vector<std::string>{"a", "b"})) << d;
    EXPECT_EQ(cells.rows, (Rows{{"1,5", "2" + d}})) << d;
  }
}

TEST_F(CsvDialects, TakesAnotherQuoteOrNone) {
  const std::string text = "a,b\n'x,''y',\"1\"\n";
  EXPECT_EQ(parse(text, 4096, {.quote = '\''}).rows, (Rows{{"x,'y", "\"1\""}}));
  const Cells none = parse("a,b\n\"x,1\n\"\"y\"z,'\n", 4096, {.quote = 0});
  EXPECT_EQ(none.rows, (Rows{{"\"x", "1"}, {"\"\"y\"z", "'"}}));
  EXPECT_TRUE(none.broken.empty());
}

TEST_F(CsvDialects, NamesTheColumnsOfAFileWithoutHeader) {
  for (const std::size_t block : {1, 4096}) {
    const Cells cells = parse("\xEF\xBB\xBF\n1,\"x\"\"\"\r\n\r\n2,y\r\n", block, {.header = false});
    EXPECT_EQ(cells.columns, (std::vector<std::string>{"column_1", "column_2"}));
    EXPECT_EQ(cells.rows, (Rows{{"1", "x\""}, {"2", "y"}}));
    EXPECT_EQ(cells.lines, (Numbers{2, 4}));
    EXPECT_EQ(cells.numbers, (Numbers{0, 1}));
  }
  const Cells named = parse("1,2\n3\n", 4096, {.header = false, .names = {"p", "q"}});
  EXPECT_EQ(named.columns, (std::vector<std::string>{"p", "q"}));
  EXPECT_EQ(named.rows, (Rows{{"1", "2"}}));
  ASSERT_EQ(named.broken.size(), 1U);
  EXPECT_EQ(named.broken[0].reason, "1 field, expected 2");
}

TEST_F(CsvDialects, PutsGivenNamesInThePlaceOfTheHeaders) {
  const Cells cells = parse("a,b\n1,2\n", 4096, {.names = {"p", "q"}});
  EXPECT_EQ(cells.columns, (std::vector<std::string>{"p", "q"}));
  EXPECT_EQ(cells.rows, (Rows{{"1", "2"}}));
  EXPECT_NE(failure("a,b,c\n1,2,3\n", ExitCode::bad_data, {.names = {"p", "q"}}).find("the header has 3 columns, data.csv.names gives 2"),
            std::string::npos);
}

TEST_F(CsvDialects, RefusesAFileWithoutRows) {
  const CsvDialect bare{.header = false};
  EXPECT_NE(failure("", ExitCode::bad_data, bare).find("the file is empty; expected rows"), std::string::npos);
  EXPECT_NE(failure("\n\r", ExitCode::bad_data, bare).find("only blank lines"), std::string::npos);
  EXPECT_NE(failure("\n1,\"2", ExitCode::bad_data, bare).find("line 2, column 2: a quote opens here"), std::string::npos);
}

TEST_F(CsvDialects, HintsAtTheDelimiterThatIsMeant) {
  EXPECT_NE(failure("a,b\n1,2\n", ExitCode::bad_data, {.delimiter = ';'}).find("looks separated by ',', set data.csv.delimiter: ','"),
            std::string::npos);
  EXPECT_NE(
      failure("1;2\n3;4\n", ExitCode::bad_data, {.header = false}).find("the first row is one field, '1;2'; it looks separated by ';'"),
      std::string::npos);
  EXPECT_EQ(parse("1;2\n", 4096, {.header = false, .names = {"text"}}).rows, (Rows{{"1;2"}}));
}

TEST_F(CsvDialects, RefusesOneThatCannotBe) {
  const auto refusal = [&](const CsvDialect& dialect) { return failure("a,b\n1,2\n", ExitCode::bad_config, dialect); };
  EXPECT_NE(refusal({.delimiter = '\n'}).find("data.csv.delimiter is byte 10"), std::string::npos);
  EXPECT_NE(refusal({.delimiter = '\0'}).find("data.csv.delimiter is NUL"), std::string::npos);
  EXPECT_NE(refusal({.delimiter = '\xA7'}).find("data.csv.delimiter is byte 167"), std::string::npos);
  EXPECT_NE(refusal({.quote = '\r'}).find("data.csv.quote is byte 13"), std::string::npos);
  EXPECT_NE(refusal({.quote = ','}).find("are the same character"), std::string::npos);
  EXPECT_NE(refusal({.names = {"p", "p"}}).find("has 'p' twice"), std::string::npos);
  EXPECT_NE(refusal({.names = {"p", " "}}).find("has an empty name"), std::string::npos);
}

}  // namespace
}  // namespace trainyard::source
