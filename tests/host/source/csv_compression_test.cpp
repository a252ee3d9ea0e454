#include <arrow/util/compression.h>
#include <gtest/gtest.h>
#include <random>
#include <string>

#include "tests/host/source/csv_files.hpp"

namespace trainyard::source {
namespace {

std::string compressed(std::string_view text, arrow::Compression::type type) {
  const auto codec = arrow::util::Codec::Create(type).ValueOrDie();
  const auto* input = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  std::string out(static_cast<std::size_t>(codec->MaxCompressedLen(size, input)), '\0');
  out.resize(static_cast<std::size_t>(
      codec->Compress(size, input, static_cast<std::int64_t>(out.size()), reinterpret_cast<std::uint8_t*>(out.data())).ValueOrDie()));
  return out;
}

// Larger than what is decompressed at a time, and hardly compressible.
std::string long_table() {
  std::mt19937 random(3);
  std::string text = "a,b\n";
  for (int i = 0; i < 30000; ++i) text += std::to_string(random()) + "," + std::to_string(random()) + "\n";
  return text;
}

class CsvCompression : public CsvFiles, public ::testing::WithParamInterface<arrow::Compression::type> {
 protected:
  [[nodiscard]] static std::string pack(std::string_view text) { return compressed(text, GetParam()); }
};

TEST_P(CsvCompression, ReadsTheSameAsFromTheTextItself) {
  for (const std::string& text : {std::string("a,b\n1,2\n\n\"3\r\n\",4"), long_table()}) {
    const Cells plain = parse(text);
    for (const std::size_t block : {7, 4096, 1 << 20}) {
      if (block < 4096 && text.size() > 100) continue;
      const Cells cells = parse(pack(text), block);
      EXPECT_TRUE(cells == plain) << block;
      EXPECT_TRUE(cells.bytes == pack(text)) << "not the file's own bytes";
    }
  }
}

TEST_P(CsvCompression, ReadsPartsOneAfterTheOther) {
  const std::string parts = pack("a,b\n1,") + pack("") + pack("2\n3,4\n") + pack(long_table().substr(4));
  const Cells cells = parse(parts);
  EXPECT_EQ(cells.rows.size(), 30002U);
  EXPECT_EQ(cells.rows[1], (std::vector<std::string>{"3", "4"}));
  EXPECT_EQ(cells.bytes.size(), parts.size());
}

TEST_P(CsvCompression, CountsTheBytesOfTheFile) {
  write(pack(long_table()));
  CsvReader reader(file_);
  Block block;
  while (reader.next(block)) EXPECT_LE(reader.bytes_read(), reader.bytes());
  EXPECT_EQ(reader.bytes_read(), std::filesystem::file_size(file_));
  EXPECT_EQ(reader.bytes(), reader.bytes_read());
}

TEST_P(CsvCompression, RefusesDataThatIsCutShortOrDamaged) {
  const std::string whole = pack(long_table());
  for (const std::size_t kept : {std::size_t{5}, whole.size() / 2, whole.size() - 1}) {
    const std::string message = failure(whole.substr(0, kept), ExitCode::bad_data);
    EXPECT_NE(message.find("t.csv: its "), std::string::npos) << message;
    EXPECT_NE(message.find("ends too early, after " + std::to_string(kept) + " bytes"), std::string::npos) << message;
  }
  EXPECT_NE(failure(whole + "x,y\n1,2\n", ExitCode::bad_data).find("t.csv: its "), std::string::npos);
  EXPECT_NE(failure(whole.substr(0, 4) + std::string(200, '\xFF'), ExitCode::bad_data).find("data is damaged ("), std::string::npos);
}

TEST_P(CsvCompression, RefusesWhatIsNoCsvInside) {
  using namespace std::string_view_literals;
  EXPECT_NE(failure(pack(""), ExitCode::bad_data).find("the file is empty"), std::string::npos);
  EXPECT_NE(failure(pack("PK\x03\x04xxxx"), ExitCode::bad_data).find("zip"), std::string::npos);
  EXPECT_NE(failure(pack(pack("a,b\n1,2\n")), ExitCode::bad_data).find("within compressed data; decompress it once"), std::string::npos);
}

// 64 MiB of one row in a few KiB: refused by the limit for rows, long before it is all unpacked.
TEST_P(CsvCompression, IsNotLedIntoUnpackingABomb) {
  const std::string bomb = pack("a,b\n1," + std::string(std::size_t{64} << 20, 'x'));
  EXPECT_NE(failure(bomb, ExitCode::bad_data).find("line 2: the row that begins here is longer than 16777216 bytes"), std::string::npos);
}

TEST_P(CsvCompression, NoticesAFileThatGrowsWhileItIsRead) {
  write(pack(long_table()));
  ReaderOptions options;
  options.block_bytes = 100;
  CsvReader reader(file_, options);
  Block block;
  ASSERT_TRUE(reader.next(block));
  std::ofstream(file_, std::ios::app) << pack("3,4\n");
  EXPECT_THROW(
      {
        while (reader.next(block)) continue;
      },
      Error);
}

INSTANTIATE_TEST_SUITE_P(Formats, CsvCompression, ::testing::Values(arrow::Compression::GZIP, arrow::Compression::ZSTD),
                         [](const auto& param) { return std::string(param.param == arrow::Compression::GZIP ? "gzip" : "zstd"); });

using CsvZstd = CsvFiles;

TEST_F(CsvZstd, ReadsPastTheFramesThatZstdSkips) {
  using namespace std::string_view_literals;
  const std::string skipped("\x5A\x2A\x4D\x18\x03\0\0\0abc"sv);
  const std::string data = compressed("a,b\n1,2\n", arrow::Compression::ZSTD);
  EXPECT_EQ(parse(skipped + data + skipped).rows, (Rows{{"1", "2"}}));
}

}  // namespace
}  // namespace trainyard::source
