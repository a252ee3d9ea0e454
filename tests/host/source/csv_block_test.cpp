#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

#include "tests/host/source/csv_files.hpp"

namespace trainyard::source {
namespace {

using CsvBlocks = CsvFiles;

std::string numbered_table(int rows) {
  std::string text = "a,b\n";
  for (int i = 0; i < rows; ++i) text += std::to_string(i) + (i % 7 == 0 ? ",\"q\"\"" + std::to_string(i) + "\"\n" : ",x\n");
  return text;
}

TEST_F(CsvBlocks, StayAsTheyAreWhileTheReaderGoesOn) {
  const Cells whole = parse(numbered_table(1000), std::size_t{1} << 20);
  ReaderOptions options;
  options.block_bytes = 512;
  CsvReader reader(file_, options);
  std::vector<Block> blocks;
  std::vector<Cells> parts;
  std::vector<std::thread> threads;
  for (Block block; reader.next(block); block = Block()) blocks.push_back(std::move(block));
  ASSERT_GT(blocks.size(), 10U);
  parts.resize(blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    parts[i].columns = reader.columns();
    threads.emplace_back([&, i] { add_rows(blocks[i], parts[i]); });
  }
  for (auto& thread : threads) thread.join();
  Cells all{.columns = reader.columns()};
  for (const Block& block : blocks) add_rows(block, all);
  EXPECT_TRUE(all == whole);
  std::size_t row = 0;
  for (const Cells& part : parts) {
    for (const auto& values : part.rows) EXPECT_EQ(values, whole.rows[row++]);
  }
}

TEST_F(CsvBlocks, AreFilledAgainByAnyReader) {
  write("a,b\n1,2\n3\n");
  Block block;
  CsvReader first(file_);
  ASSERT_TRUE(first.next(block));
  EXPECT_EQ(block.broken().size(), 1U);
  const auto wide = folder_ / "wide.csv";
  std::ofstream(wide) << "a,b,c\n\"5\"\"\",6,7\n";
  CsvReader second(wide);
  ASSERT_TRUE(second.next(block));
  ASSERT_EQ(block.rows(), 1U);
  EXPECT_TRUE(block.broken().empty());
  EXPECT_EQ(block.cell(0, 0), "5\"");
  EXPECT_EQ(block.cell(0, 2), "7");
  EXPECT_FALSE(first.next(block));
  EXPECT_EQ(block.rows(), 0U);
}

TEST_F(CsvBlocks, HoldTablesOfAnyWidth) {
  for (const std::size_t columns : {1, 100, 5000, 70000}) {
    std::string header, row;
    for (std::size_t i = 0; i < columns; ++i)
      header += (i > 0 ? ",c" : "c") + std::to_string(i), row += (i > 0 ? ",v" : "v") + std::to_string(i);
    std::string text = header + "\n";
    const std::size_t rows = 10000 / columns + 3;
    for (std::size_t i = 0; i < rows; ++i) text += row + "\n";
    write(text);
    CsvReader reader(file_);
    std::size_t seen = 0;
    Block block;
    while (reader.next(block)) {
      for (std::size_t at = 0; at < block.rows(); ++at, ++seen) {
        EXPECT_EQ(block.number(at), seen);
        EXPECT_EQ(block.line(at), seen + 2);
        for (std::size_t i = 0; i < columns; i += 1 + columns / 50) ASSERT_EQ(block.cell(at, i), "v" + std::to_string(i)) << columns;
      }
    }
    EXPECT_EQ(seen, rows);
  }
}

TEST_F(CsvBlocks, OfTypedColumnsHaveNumbersAndNoLines) {
  const Block block(5, 2, {{.type = ValueType::integer, .integers = {7, 8}}}, nullptr);
  EXPECT_TRUE(block.is_typed());
  EXPECT_EQ(block.rows(), 2U);
  EXPECT_EQ(block.number(1), 6U);
  EXPECT_EQ(block.line(1), 0U);
  EXPECT_EQ(block.raw(1), "");
}

}  // namespace
}  // namespace trainyard::source
