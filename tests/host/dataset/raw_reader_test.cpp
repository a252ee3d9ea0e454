// A file to predict, block by block.
#include "host/dataset/raw_reader.hpp"

#include <limits>

#include "host/dataset/schema_document.hpp"
#include "tests/host/dataset/workspace.hpp"

namespace trainyard::dataset {
namespace {

constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

/// A row of a table with what is kept of it.
std::string row_text(const RawRows& rows, std::size_t row) {
  std::string text = std::to_string(rows.table.ids[row].number);
  for (const Column& column : rows.table.columns) {
    text += "|";
    if (!column.is_category()) {
      text += std::to_string(column.numbers[row]);
    } else if (column.codes[row] >= 0) {
      text += column.dictionary->at(static_cast<std::size_t>(column.codes[row]));
    }
  }
  for (const Values& kept : rows.kept) text += "|" + std::get<std::vector<std::string>>(kept)[row];
  return text + "|" + std::to_string(rows.lines[row]);
}

struct RawReaderTest : Workspace {
  Schema schema_ = parse_schema(R"(
fields:
  - {name: age, type: integer}
  - {name: city, type: category}
  - {name: note, type: category, role: ignore}
  - {name: price, type: float, role: target}
)",
                                "schema.yaml");

  /// 20,000 rows, some 500 KB: with a little memory, several blocks of 64 KiB. Every 97th has no number for an age.
  std::filesystem::path many_rows() const {
    std::string text = "age,city,note,id\n";
    for (int i = 0; i < 20'000; ++i) {
      text += (i % 97 == 96 ? "old" : std::to_string(i % 80)) + ",city " + std::to_string(i / 10) + ",n,id-" + std::to_string(i) + "\n";
    }
    return write("many.csv", text);
  }

  /// Good rows as text and bad ones by their description, of blocks of at least so many rows.
  struct Read {
    std::vector<std::string> good, bad;
    std::size_t blocks = 0;
  };
  Read read(const std::filesystem::path& file, std::size_t at_least, RawReader::Settings settings) const {
    settings.quarantine = true;
    RawReader reader(file, schema_, settings);
    Read out;
    RawRows rows;
    while (reader.next(rows, at_least)) {
      for (std::size_t i = 0; i < rows.table.rows(); ++i) out.good.push_back(row_text(rows, i));
      for (const BadRow& row : rows.bad) out.bad.push_back(describe(row, "f"));
      ++out.blocks;
    }
    return out;
  }

  static RawReader::Settings little_memory(int threads, std::vector<std::string> kept = {}) {
    return {.memory_bytes = 1 << 22, .threads = threads, .kept = std::move(kept)};
  }
};

TEST_F(RawReaderTest, BlocksOfAnySizeOnAnyThreadsGiveTheRowsOfTheWholeFile) {
  const auto file = many_rows();
  const Read whole = read(file, all, {.kept = {"id"}});
  EXPECT_EQ(whole.blocks, 1U);
  EXPECT_EQ(whole.good.size() + whole.bad.size(), 20'000U);
  EXPECT_EQ(whole.bad.size(), 20'000U / 97);
  for (const int threads : {1, 3}) {
    const Read small = read(file, 1, little_memory(threads, {"id"}));
    EXPECT_GT(small.blocks, 2U);
    EXPECT_EQ(small.good, whole.good);
    EXPECT_EQ(small.bad, whole.bad);
  }
}

TEST_F(RawReaderTest, ADictionaryHoldsTheTextsOfItsBlockAlone) {
  RawReader reader(many_rows(), schema_, {.memory_bytes = 1 << 22, .quarantine = true});
  RawRows rows;
  std::size_t most = 0, blocks = 0;
  for (; reader.next(rows, 1); ++blocks) most = std::max(most, rows.table.find("city")->dictionary->size());
  EXPECT_GT(blocks, 4U);
  EXPECT_LT(most, 2000U / 3);
}

TEST_F(RawReaderTest, GoesOnBehindAnyBlock) {
  const auto file = many_rows();
  const Read whole = read(file, all, {.kept = {"id"}});
  RawReader reader(file, schema_, {.memory_bytes = 1 << 22, .quarantine = true, .kept = {"id"}});
  RawRows rows;
  std::size_t good = 0, bad = 0;
  while (reader.next(rows, 1)) {
    good += rows.table.rows();
    bad += rows.bad.size();
    auto settings = little_memory(2, {"id"});
    settings.first_row = reader.next_row();
    const Read rest = read(file, 1000, settings);
    EXPECT_EQ(rest.good, std::vector<std::string>(whole.good.begin() + static_cast<std::ptrdiff_t>(good), whole.good.end()));
    EXPECT_EQ(rest.bad, std::vector<std::string>(whole.bad.begin() + static_cast<std::ptrdiff_t>(bad), whole.bad.end()));
  }
  EXPECT_EQ(good, whole.good.size());
}

TEST_F(RawReaderTest, KeepsCellsAsTheFileHasThem) {
  const auto file = write("new.csv", "x,city,id,age,note\nNA,Bern,007,30, a \n\"b\nc\",Basel,,31,\n");
  RawReader reader(file, schema_, {.kept = {"id", "x", "note", "age"}});
  EXPECT_EQ(reader.extra(), std::vector<std::string>()) << "a kept column is of use";
  EXPECT_EQ(reader.kept()[3].type, ColumnType::text) << "a text file states no types";
  RawRows rows;
  ASSERT_TRUE(reader.next(rows, all));
  const auto texts = [&](std::size_t i) { return std::get<std::vector<std::string>>(rows.kept[i]); };
  EXPECT_EQ(texts(0), (std::vector<std::string>{"007", ""}));
  EXPECT_EQ(texts(1), (std::vector<std::string>{"NA", "b\nc"}));
  EXPECT_EQ(texts(2), (std::vector<std::string>{" a ", ""}));
  EXPECT_EQ(texts(3), (std::vector<std::string>{"30", "31"}));
  EXPECT_EQ(rows.lines, (std::vector<std::uint64_t>{2, 3}));
}

TEST_F(RawReaderTest, RefusesToKeepAColumnThatIsNotThere) {
  const auto file = write("new.csv", "age,city,identity\n1,Bern,a\n");
  EXPECT_TRUE(contains(failure(ExitCode::bad_data, [&] { RawReader(file, schema_, {.kept = {"identiti"}}); }),
                       "new.csv: there is no column 'identiti', did you mean 'identity'?"));
}

TEST_F(RawReaderTest, SetsRowsAsideThatAreRaggedOrWrongOrCannotBeKept) {
  const auto file = write("new.csv", "age,city,id\n1,Bern,a\n2,Basel\nx,Bern,c\n4,Bern,\xff\n5,Bern,e\n\xfe,Bern,\xfe\n");
  const Read found = read(file, all, {.kept = {"id"}});
  EXPECT_EQ(found.good, (std::vector<std::string>{"0|1.000000|Bern|a|2", "4|5.000000|Bern|e|6"}));
  ASSERT_EQ(found.bad.size(), 4U);
  EXPECT_EQ(found.bad[0], "f:3: data row 2: 2 fields, the header has 3");
  EXPECT_EQ(found.bad[1], "f:4: data row 3, column 'age': 'x': not a number");
  EXPECT_EQ(found.bad[2], "f:5: data row 4, column 'id': '\\xff': not UTF-8 at byte 0; save the file as UTF-8");
  EXPECT_TRUE(found.bad[3].starts_with("f:7: data row 6, column 'age'")) << "one reason for a row: " << found.bad[3];
  EXPECT_TRUE(contains(failure(ExitCode::bad_data,
                               [&] {
                                 RawRows rows;
                                 RawReader(file, schema_, {}).next(rows, all);
                               }),
                       "new.csv:3: data row 2: 2 fields"))
      << "without a quarantine the first is an error";
}

TEST_F(RawReaderTest, ATextFileWithoutRowsIsRefused) {
  const auto file = write("new.csv", "age,city,price\n");
  try {
    RawReader reader(file, schema_, {});
    RawRows rows;
    reader.next(rows, all);
    FAIL() << "there is nothing to predict";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ExitCode::bad_data);
  }
}

}  // namespace
}  // namespace trainyard::dataset
