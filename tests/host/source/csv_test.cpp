#include "host/source/csv.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "host/error/error.hpp"
#include "tests/host/source/csv_files.hpp"

namespace trainyard::source {
namespace {

using Csv = CsvFiles;

TEST_F(Csv, SplitsFieldsAndKnowsLines) {
  const Cells cells = parse("a,b\n1,2\n3,4\n");
  EXPECT_EQ(cells.columns, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(cells.rows, (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(cells.lines, (Numbers{2, 3}));
  EXPECT_EQ(cells.numbers, (Numbers{0, 1}));
  EXPECT_EQ(cells.raws, (std::vector<std::string>{"1,2", "3,4"}));
}

TEST_F(Csv, AcceptsEveryLineEndingAByteOrderMarkAndAnUnendedLastLine) {
  const Rows expected{{"1", "2"}, {"3", "4"}};
  for (const char* text : {"a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r",
                           "\xEF\xBB\xBF"
                           "a,b\r\n1,2\n3,4\r",
                           "\n\r\na,b\n1,2\n3,4\n"}) {
    for (const std::size_t block : {1, 2, 3, 5, 4096}) {
      const Cells cells = parse(text, block);
      EXPECT_EQ(cells.columns, (std::vector<std::string>{"a", "b"})) << text;
      EXPECT_EQ(cells.rows, expected) << text << " by " << block;
      EXPECT_EQ(cells.lines[1], cells.lines[0] + 1) << text << " by " << block;
      EXPECT_EQ(cells.bytes, text);
    }
  }
}

TEST_F(Csv, CountsLinesInsideQuotesAndBlankLines) {
  const std::string text = "a,b\n\"x\ny\r\nz\",1\n\n\r\n2,\"\"\n\"q\"\"q\",\"\"\"\"\n,\n";
  for (const std::size_t block : {1, 2, 7, 4096}) {
    const Cells cells = parse(text, block);
    EXPECT_EQ(cells.rows, (Rows{{"x\ny\r\nz", "1"}, {"2", ""}, {"q\"q", "\""}, {"", ""}})) << block;
    EXPECT_EQ(cells.lines, (Numbers{2, 7, 8, 9})) << block;
    EXPECT_EQ(cells.numbers, (Numbers{0, 1, 2, 3})) << block;
    EXPECT_EQ(cells.raws[0], "\"x\ny\r\nz\",1");
  }
}

TEST_F(Csv, HandsOverRaggedRowsWithLineNumberAndText) {
  const std::string text = "a,b\n1,2\n1,2,3\nlone\n\"x\ny\"\n5,6\n";
  for (const std::size_t block : {1, 6, 4096}) {
    const Cells cells = parse(text, block);
    EXPECT_EQ(cells.rows, (Rows{{"1", "2"}, {"5", "6"}}));
    EXPECT_EQ(cells.lines, (Numbers{2, 7}));
    EXPECT_EQ(cells.numbers, (Numbers{0, 4}));
    ASSERT_EQ(cells.broken.size(), 3U);
    EXPECT_EQ(cells.broken[0].line, 3U);
    EXPECT_EQ(cells.broken[0].number, 1U);
    EXPECT_EQ(cells.broken[0].raw, "1,2,3");
    EXPECT_EQ(cells.broken[0].reason, "3 fields, the header has 2");
    EXPECT_EQ(cells.broken[1].reason, "1 field, the header has 2");
    EXPECT_EQ(cells.broken[2].line, 5U);
    EXPECT_EQ(cells.broken[2].raw, "\"x\ny\"");
  }
}

TEST_F(Csv, SetsAsideTextAfterAClosingQuoteAndTellsHowFarTheRowGoes) {
  const Cells cells = parse("a,b\n\"x\"y,1\n3,4\n5,\"6\n7,8\n9,\"10\"\n");
  EXPECT_EQ(cells.rows, (Rows{{"3", "4"}}));
  ASSERT_EQ(cells.broken.size(), 2U);
  EXPECT_EQ(cells.broken[0].reason, "text after a closing quote");
  EXPECT_EQ(cells.broken[0].line, 2U);
  EXPECT_EQ(cells.broken[1].reason, "text after a closing quote; the row goes on to line 6, is a quote left open?");
  EXPECT_EQ(cells.broken[1].line, 4U);
}

TEST_F(Csv, RefusesAFileWithAQuoteNeverClosedAndSaysWhereItOpens) {
  const auto refusal = [&](const std::string& text) {
    const std::string message = failure(text, ExitCode::bad_data);
    return message.substr(message.find(": ") + 2);
  };
  EXPECT_TRUE(refusal("a,b\n3,4\n5,\"6\n7,8\n").starts_with("line 3, column 2 ('b'): a quote opens here and is never closed; close it"));
  EXPECT_TRUE(refusal("a,b\n\"3\n3\",\"4").starts_with("line 3, column 2 ('b'): "));
  EXPECT_TRUE(refusal("a,b\n1,2,x\"y\",\"4\n").starts_with("line 2, column 4: "));
}

TEST_F(Csv, KeepsAQuoteInsideAnUnquotedField) { EXPECT_EQ(parse("a,b\n5\" pipe,1\n2,3\n").rows, (Rows{{"5\" pipe", "1"}, {"2", "3"}})); }

TEST_F(Csv, KeepsSpacesBytesAndNulsAsTheyAre) {
  using namespace std::string_view_literals;
  const Cells cells = parse("a,b\n x ,\xFF\n\0,\t\n"sv);
  EXPECT_EQ(cells.rows, (Rows{{" x ", "\xFF"}, {std::string(1, '\0'), "\t"}}));
}

TEST_F(Csv, ReadsOneColumnAndSkipsBlankLinesThereToo) {
  const Cells cells = parse("a\n1\n\n\"\"\n2");
  EXPECT_EQ(cells.rows, (Rows{{"1"}, {""}, {"2"}}));
  EXPECT_EQ(cells.lines, (Numbers{2, 4, 5}));
}

TEST_F(Csv, RefusesWhatIsNoTable) {
  EXPECT_NE(failure("", ExitCode::bad_data).find("the file is empty"), std::string::npos);
  EXPECT_NE(failure("\n\n", ExitCode::bad_data).find("only blank lines"), std::string::npos);
  EXPECT_NE(failure("\xEF\xBB\xBF", ExitCode::bad_data).find("only blank lines"), std::string::npos);
  EXPECT_NE(failure("a,b\n", ExitCode::bad_data).find("has a header and no rows"), std::string::npos);
  EXPECT_NE(failure("a,b\n\n\n", ExitCode::bad_data).find("has a header and no rows"), std::string::npos);
  EXPECT_NE(failure("a,b,a\n1,2,3\n", ExitCode::bad_data).find("column 'a' twice (columns 1 and 3)"), std::string::npos);
  EXPECT_NE(failure("a,,c\n1,2,3\n", ExitCode::bad_data).find("column 2 has no name"), std::string::npos);
  EXPECT_NE(failure("a;b;c\n1;2;3\n", ExitCode::bad_data).find("looks separated by ';'"), std::string::npos);
  EXPECT_NE(failure("a\tb\n1\t2\n", ExitCode::bad_data).find("looks separated by tabs"), std::string::npos);
  EXPECT_NE(failure("a|b\n1|2\n", ExitCode::bad_data).find("looks separated by '|', set data.csv.delimiter: '|'"), std::string::npos);
  EXPECT_NE(failure("a,\"b\n1,2\n", ExitCode::bad_data).find("a quote in the header is never closed"), std::string::npos);
  EXPECT_NE(failure("a,\"b\"c\n1,2\n", ExitCode::bad_data).find("text after a closing quote in the header"), std::string::npos);
  EXPECT_NE(failure("a,\xFF\n1,2\n", ExitCode::bad_data).find("not UTF-8 at byte 0"), std::string::npos);
}

TEST_F(Csv, NamesOtherFormats) {
  using namespace std::string_view_literals;
  EXPECT_NE(failure("\xFF\xFE"
                    "a\0,\0"sv,
                    ExitCode::bad_data)
                .find("looks like UTF-16"),
            std::string::npos);
  EXPECT_NE(failure("\xFE\xFF\0a\0,"sv, ExitCode::bad_data).find("looks like UTF-16"), std::string::npos);
  EXPECT_NE(failure("a\0,\0b\0\n\0"sv, ExitCode::bad_data).find("looks like UTF-16"), std::string::npos);
  EXPECT_NE(failure("\x1F\x8B\x08xxxxxxxx"sv, ExitCode::bad_data).find("gzip"), std::string::npos);
  EXPECT_NE(failure("PARExxxxxxxxx"sv, ExitCode::bad_data).find("Parquet"), std::string::npos);
}

TEST_F(Csv, SaysThatAFileIsMissingOrNoFile) {
  for (const auto& path : {folder_ / "absent.csv", folder_}) {
    try {
      CsvReader reader(path);
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::no_input) << error.what();
    }
  }
}

TEST_F(Csv, ReadsARowLongerThanTheBlockAndRefusesOneLongerThanTheLimit) {
  const std::string big(10000, 'x');
  EXPECT_EQ(parse("a,b\n1," + big + "\n2,y\n", 64).rows, (Rows{{"1", big}, {"2", "y"}}));
  write("a,b\n1,2\n1," + big + "\n2,y\n");
  ReaderOptions options;
  options.block_bytes = 16;
  options.max_row_bytes = 5000;
  CsvReader reader(file_, options);
  Block block;
  try {
    while (reader.next(block)) continue;
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_data);
    EXPECT_NE(std::string(error.what()).find("line 3: the row that begins here is longer than 5000 bytes"), std::string::npos)
        << error.what();
  }
}

TEST_F(Csv, LimitsRowsToTheSameLengthForAnyBlockSize) {
  const auto outcome = [&](std::size_t value, std::string_view ending, std::size_t block) -> std::string {
    write("a,b\n1,2\n1," + std::string(value, 'x') + std::string(ending));
    ReaderOptions options;
    options.block_bytes = block;
    options.max_row_bytes = 100;
    try {
      return std::to_string(read_cells(file_, options).rows.size()) + " rows";
    } catch (const Error& error) {
      return error.what();
    }
  };
  for (const std::size_t block : {1, 7, 50, 99, 100, 4096}) {
    for (const char* ending : {"", "\n", "\r\n", "\r", "\n3,4\n"}) {
      EXPECT_TRUE(outcome(97, ending, block).ends_with(" rows")) << block;  // with a line end 100 bytes
      EXPECT_TRUE(outcome(98, ending, block).find("line 3: the row that begins here is longer than 100 bytes") != std::string::npos)
          << block;
    }
  }
}

TEST_F(Csv, NoticesAFileThatGrowsWhileItIsRead) {
  std::string text = "a,b\n";
  for (int i = 0; i < 1000; ++i) text += "1,2\n";
  write(text);
  ReaderOptions options;
  options.block_bytes = 100;
  CsvReader reader(file_, options);
  Block block;
  ASSERT_TRUE(reader.next(block));
  std::ofstream(file_, std::ios::app) << "3,4\n";
  try {
    while (reader.next(block)) continue;
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::bad_data);
    EXPECT_NE(std::string(error.what()).find("changed while it was being read"), std::string::npos) << error.what();
  }
}

// Writes random cells as CSV and reads them back, whole and by tiny blocks.
TEST_F(Csv, ReadsBackWhateverWasQuotedForAnyBlockSize) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces{"a", ",", "\"", "\n", "\r\n", "\r", "é", "日本", " ", "0.5", "\t", "x"};
  for (int round = 0; round < 60; ++round) {
    const std::size_t columns = 1 + random() % 4, rows = 1 + random() % 30;
    const std::string ending = std::vector<std::string>{"\n", "\r\n", "\r"}[random() % 3];
    Rows expected;
    Numbers lines;
    std::string text;
    for (std::size_t c = 0; c < columns; ++c) text += (c > 0 ? ",c" : "c") + std::to_string(c);
    text += ending;
    std::uint64_t line = 2;
    for (std::size_t r = 0; r < rows; ++r) {
      auto& row = expected.emplace_back();
      lines.push_back(line++);
      for (std::size_t c = 0; c < columns; ++c) {
        std::string value, quoted;
        for (std::size_t i = random() % 5; i > 0; --i) {
          const std::string& piece = pieces[random() % pieces.size()];
          if (piece == "\n" && value.ends_with('\r')) continue;  // would be one line end, not two
          value += piece;
          quoted += piece == "\"" ? "\"\"" : piece;
          line += piece.find_first_of("\r\n") != std::string::npos ? 1 : 0;
        }
        const bool plain = value.find_first_of(",\"\r\n") == std::string::npos && !(value.empty() && columns == 1) && random() % 2 == 0;
        text += (c > 0 ? "," : "") + (plain ? value : '"' + quoted + '"');
        row.push_back(value);
      }
      text += r + 1 < rows || random() % 2 == 0 ? ending : "";
    }
    const Cells whole = parse(text);
    EXPECT_EQ(whole.rows, expected) << text;
    EXPECT_EQ(whole.lines, lines) << text;
    EXPECT_TRUE(whole.broken.empty());
    for (const std::size_t block : {1, 13, 100}) EXPECT_TRUE(read(block) == whole) << "block of " << block << ":\n" << text;
  }
}

// Any bytes at all either give an error or the same rows for every block size, and never lose count.
TEST_F(Csv, GivesTheSameForAnyBlockSizeOnAnyBytes) {
  std::mt19937 random(11);
  const std::string alphabet = "ab,\"\n\r ;1\xC3";
  for (int round = 0; round < 400; ++round) {
    std::string text = "a,b\n";
    for (std::size_t i = random() % 60; i > 0; --i) text += alphabet[random() % alphabet.size()];
    write(text);
    const auto outcome = [&](std::size_t block) -> std::pair<Cells, std::string> {
      try {
        return {read(block), ""};
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::bad_data) << error.what();
        return {Cells{}, error.what()};
      }
    };
    const auto whole = outcome(4096);
    for (const std::size_t block : {1, 3, 17}) {
      const auto parts = outcome(block);
      EXPECT_EQ(parts.second, whole.second) << text;
      EXPECT_TRUE(parts.first == whole.first) << text;
      ASSERT_EQ(parts.first.broken.size(), whole.first.broken.size()) << text;
      for (std::size_t i = 0; i < whole.first.broken.size(); ++i) {
        EXPECT_EQ(parts.first.broken[i].line, whole.first.broken[i].line) << text;
        EXPECT_EQ(parts.first.broken[i].raw, whole.first.broken[i].raw) << text;
        EXPECT_EQ(parts.first.broken[i].reason, whole.first.broken[i].reason) << text;
      }
    }
  }
}

}  // namespace
}  // namespace trainyard::source
