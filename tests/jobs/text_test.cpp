#include "jobs/text.hpp"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>
#include <limits>

#include "host/system/command.hpp"
#include "jobs/table.hpp"

namespace trainyard::jobs {
namespace {

TEST(CountText, SeparatesThousands) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1000), "1,000");
  EXPECT_EQ(count_text(123456), "123,456");
  EXPECT_EQ(count_text(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
}

TEST(MetricText, HasSixSignificantDigits) {
  EXPECT_EQ(metric_text(45123.456), "45123.5");
  EXPECT_EQ(metric_text(0.83122449), "0.831224");
  EXPECT_EQ(metric_text(-0.5), "-0.5");
  EXPECT_EQ(metric_text(1e-7), "1e-07");
}

TEST(MetricText, WritesLargeNumbersWithoutAnExponent) {
  EXPECT_EQ(metric_text(999999.4), "999999");
  EXPECT_EQ(metric_text(999999.6), "1000000");
  EXPECT_EQ(metric_text(-12345678.9), "-12345679");
  EXPECT_EQ(metric_text(1e15), "1e+15");
}

TEST(MetricText, NamesWhatIsNotANumber) {
  EXPECT_EQ(metric_text(std::nan("")), "nan");
  EXPECT_EQ(metric_text(std::numeric_limits<double>::infinity()), "inf");
}

TEST(ValueText, KeepsWholeNumbersAndTextAsTheyAre) {
  EXPECT_EQ(value_text(1234567890), "1234567890");
  EXPECT_EQ(value_text("a b"), "a b");
  EXPECT_EQ(value_text(nullptr), "-");
  EXPECT_EQ(value_text(true), "true");
}

TEST(Printable, ShowsControlCharactersInsteadOfSendingThemToTheTerminal) { EXPECT_EQ(printable("a\033[31mb\n"), "a\\x1B[31mb\\x0A"); }

TEST(Printable, CutsAtWholeCharacters) {
  EXPECT_EQ(printable("äöü", 3), "äöü");
  EXPECT_EQ(printable("äöü", 2), "äö…");
}

TEST(PathText, IsRelativeBelowTheCurrentFolderOnly) {
  const std::filesystem::path here = std::filesystem::current_path();
  EXPECT_EQ(path_text(here / "a" / "b"), "a/b");
  EXPECT_EQ(path_text(here.parent_path() / "elsewhere"), (here.parent_path() / "elsewhere").string());
  EXPECT_EQ(path_text("as/given"), "as/given");
}

TEST(ShellQuoted, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(system::shell_quoted("search.trials=5"), "search.trials=5");
  EXPECT_EQ(system::shell_quoted("two words"), "'two words'");
  EXPECT_EQ(system::shell_quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(system::shell_quoted("$(x)"), "'$(x)'");
  EXPECT_EQ(system::shell_quoted(""), "''");
}

TEST(Table, AlignsCellsByCharactersAndLeavesNoTrailingSpaces) {
  Table table({{"name"}, {"rows", Align::right}, {"note"}});
  table.add({"ä", "1,000", ""});
  table.add({"long", "7", "x"});
  EXPECT_EQ(table.text(1),
            " name   rows  note\n"
            " ä     1,000\n"
            " long      7  x\n");
}

TEST(Table, PrintsNoHeaderWithoutTitles) {
  Table table({{}, {}});
  table.add({"run", "a"});
  EXPECT_EQ(table.text(), "run  a\n");
}

TEST(Table, FillsMissingCells) {
  Table table({{"a"}, {"b"}});
  table.add({"1"});
  EXPECT_EQ(table.text(), "a  b\n1\n");
}

}  // namespace
}  // namespace trainyard::jobs
