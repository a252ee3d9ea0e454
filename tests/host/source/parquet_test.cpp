#include "host/source/parquet.hpp"

#include <arrow/array.h>
#include <arrow/io/file.h>
#include <arrow/json/from_string.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include "tests/host/source/typed_rows.hpp"
#include "tests/host/storage/folder.hpp"

namespace trainyard::source {
namespace {

using Strings = std::vector<std::string>;
using Field = std::tuple<std::string, std::shared_ptr<arrow::DataType>, std::string>;

struct Writing {
  arrow::Compression::type compression = arrow::Compression::SNAPPY;
  std::int64_t rows_per_group = 1 << 20;
  bool checksums = true, int96 = false;
  std::int64_t page_bytes = 1 << 20;
};

void write(const std::filesystem::path& path, const std::shared_ptr<arrow::Table>& table, const Writing& how) {
  parquet::WriterProperties::Builder properties;
  properties.compression(how.compression)->data_pagesize(how.page_bytes);
  if (how.checksums) properties.enable_page_checksum();
  parquet::ArrowWriterProperties::Builder arrow_properties;
  arrow_properties.store_schema();
  if (how.int96) arrow_properties.enable_deprecated_int96_timestamps();
  auto sink = arrow::io::FileOutputStream::Open(path.string()).ValueOrDie();
  ASSERT_TRUE(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), sink, how.rows_per_group, properties.build(),
                                         arrow_properties.build())
                  .ok());
  ASSERT_TRUE(sink->Close().ok());
}

class Parquet : public ::testing::Test {
 protected:
  void write(const std::vector<Field>& fields, const Writing& how = {}) const {
    arrow::FieldVector schema;
    arrow::ArrayVector columns;
    for (const auto& [name, type, values] : fields) {
      schema.push_back(arrow::field(name, type));
      columns.push_back(arrow::json::ArrayFromJSONString(type, values).ValueOrDie());
    }
    source::write(file_, arrow::Table::Make(arrow::schema(schema), columns), how);
  }
  [[nodiscard]] Strings column(const std::shared_ptr<arrow::DataType>& type, const std::string& values) const {
    write({{"x", type, values}});
    return words_of(file_)[0];
  }
  void refuses(const std::shared_ptr<arrow::DataType>& type, const std::string& values, const std::string& part) const {
    write({{"x", type, values}});
    EXPECT_ERROR(words_of(file_), ExitCode::bad_data, part);
  }

  Folder folder_;
  std::filesystem::path file_ = folder_ / "t.parquet";
};

TEST_F(Parquet, GivesWholeNumbersOfAllWidthsAndBooleans) {
  for (const auto& type : {arrow::int8(), arrow::int16(), arrow::int32(), arrow::int64()}) {
    EXPECT_EQ(column(type, "[-3, null, 127]"), (Strings{"-3", "null", "127"})) << type->ToString();
  }
  for (const auto& type : {arrow::uint8(), arrow::uint16(), arrow::uint32(), arrow::uint64()}) {
    EXPECT_EQ(column(type, "[0, null, 255]"), (Strings{"0", "null", "255"})) << type->ToString();
  }
  EXPECT_EQ(column(arrow::uint32(), "[4294967295]"), Strings{"4294967295"});
  EXPECT_EQ(column(arrow::uint64(), "[9223372036854775807]"), Strings{"9223372036854775807"});
  EXPECT_EQ(column(arrow::int64(), "[-9223372036854775808]"), Strings{"-9223372036854775808"});
  EXPECT_EQ(column(arrow::boolean(), "[true, null, false]"), (Strings{"true", "null", "false"}));
}

TEST_F(Parquet, GivesRealNumbersAndTheDecimalsNearestToThem) {
  EXPECT_EQ(column(arrow::float64(), "[0.1, NaN, null, -Inf]"), (Strings{"0.10000000000000001", "nan", "null", "-inf"}));
  EXPECT_EQ(column(arrow::float32(), "[0.5, null]"), (Strings{"0.5", "null"}));
  EXPECT_EQ(column(arrow::float16(), "[0.5, null, -2]"), (Strings{"0.5", "null", "-2"}));
  EXPECT_EQ(column(arrow::decimal128(9, 2), R"(["1234567.89", null, "-0.10"])"),
            (Strings{"1234567.8899999999", "null", "-0.10000000000000001"}));
  EXPECT_EQ(column(arrow::decimal128(38, 20), R"(["3.14159265358979323846"])"), Strings{"3.1415926535897931"});
  EXPECT_EQ(column(arrow::decimal256(60, 30), R"(["-0.100000000000000000000000000001"])"), Strings{"-0.10000000000000001"});
}

TEST_F(Parquet, GivesTextsOfEveryKind) {
  const Strings expected{"'a'", "null", "''", "'\xC3\xA9'"};
  for (const auto& type : {arrow::utf8(), arrow::large_utf8(), arrow::binary(), arrow::large_binary(), arrow::utf8_view(),
                           arrow::dictionary(arrow::int32(), arrow::utf8()), arrow::dictionary(arrow::int8(), arrow::utf8())}) {
    EXPECT_EQ(column(type, "[\"a\", null, \"\", \"\xC3\xA9\"]"), expected) << type->ToString();
    EXPECT_EQ(open_reader(file_)->types(), std::vector<ValueType>{ValueType::text});
  }
  EXPECT_EQ(column(arrow::null(), "[null, null]"), (Strings{"null", "null"}));
  EXPECT_EQ(column(arrow::utf8(), "[null, null]"), (Strings{"null", "null"}));
}

TEST_F(Parquet, GivesDatesAndTimestampsAsMicroseconds) {
  EXPECT_EQ(column(arrow::date32(), "[1, null, -1]"), (Strings{"86400000000", "null", "-86400000000"}));
  EXPECT_EQ(column(arrow::date64(), "[86400000, null]"), (Strings{"86400000000", "null"}));
  EXPECT_EQ(column(arrow::timestamp(arrow::TimeUnit::SECOND), "[-1, null]"), (Strings{"-1000000", "null"}));
  EXPECT_EQ(column(arrow::timestamp(arrow::TimeUnit::MILLI, "Europe/Berlin"), "[1001]"), Strings{"1001000"});
  EXPECT_EQ(column(arrow::timestamp(arrow::TimeUnit::MICRO), "[1, 9007199254740993]"), (Strings{"1", "9007199254740993"}));
  EXPECT_EQ(column(arrow::timestamp(arrow::TimeUnit::NANO), "[-1000, null, 5000]"), (Strings{"-1", "null", "5"}));
  EXPECT_EQ(open_reader(file_)->types(), std::vector<ValueType>{ValueType::timestamp});
}

TEST_F(Parquet, NamesRowAndColumnOfAValueThatDoesNotFit) {
  refuses(arrow::timestamp(arrow::TimeUnit::NANO), "[null, 1000, 1500]",
          "data row 3, column 'x': 1500 nanoseconds are no whole microseconds");
  refuses(arrow::timestamp(arrow::TimeUnit::MILLI), "[1, 9223372036854775807]", "data row 2, column 'x': 9223372036854775807 is outside");
  refuses(arrow::uint64(), "[1, 18446744073709551615]", "data row 2, column 'x': 18446744073709551615 is beyond 64-bit integers");
}

TEST_F(Parquet, ReadsInt96TimestampsUnlessTheyAreFinerThanMicroseconds) {
  Writing how;
  how.int96 = true;
  how.rows_per_group = 2;
  write({{"i", arrow::int32(), "[1, 2, 3]"}, {"x", arrow::timestamp(arrow::TimeUnit::NANO), "[-1000, null, 5000]"}}, how);
  EXPECT_EQ(words_of(file_)[1], (Strings{"-1", "null", "5"}));
  write({{"i", arrow::int32(), "[1, 2, 3]"}, {"x", arrow::timestamp(arrow::TimeUnit::NANO), "[-1000, null, 5001]"}}, how);
  EXPECT_ERROR(words_of(file_), ExitCode::bad_data, "data row 3, column 'x': a timestamp that is no whole number of microseconds");
}

TEST_F(Parquet, NamesAColumnOfATypeThatHasNoPlaceInATable) {
  const std::string remedy = "cannot be read; leave the column out of the file";
  refuses(arrow::list(arrow::int64()), "[[1], [2, 3]]", "column 'x': values of type list<element: int64> " + remedy);
  refuses(arrow::struct_({arrow::field("a", arrow::int64())}), R"([{"a": 1}])", "column 'x': values of type struct<a: int64> " + remedy);
  refuses(arrow::map(arrow::utf8(), arrow::int64()), R"([[["k", 1]]])", "column 'x': values of type map<");
  refuses(arrow::duration(arrow::TimeUnit::SECOND), "[1]", "column 'x': values of type duration[");
  refuses(arrow::time32(arrow::TimeUnit::MILLI), "[1]", "column 'x': values of type time32[ms] " + remedy);
  refuses(arrow::fixed_size_binary(2), R"(["ab"])", "column 'x': values of type fixed_size_binary[2] " + remedy);
}

TEST_F(Parquet, RefusesNamesThatDoNotTellColumnsApart) {
  write({{"x", arrow::int32(), "[1]"}, {"x", arrow::int32(), "[1]"}});
  EXPECT_ERROR(ParquetReader(file_), ExitCode::bad_data, "column 2 has the name 'x' as another one has");
  write({{"", arrow::int32(), "[1]"}});
  EXPECT_ERROR(ParquetReader(file_), ExitCode::bad_data, "column 1 has no name");
}

TEST_F(Parquet, RefusesAFileWithoutRowsOrColumns) {
  write({{"x", arrow::int32(), "[]"}});
  EXPECT_ERROR(ParquetReader(file_), ExitCode::bad_data, "has no rows");
  write({});
  EXPECT_ERROR(ParquetReader(file_), ExitCode::bad_data, "has no ");
}

TEST_F(Parquet, GivesTheSameForAnyBlocksRowGroupsPagesAndCompression) {
  std::string numbers = "[", texts = "[";
  for (int i = 0; i < 3000; ++i) {
    numbers += (i > 0 ? "," : "") + (i % 7 == 0 ? "null" : std::to_string(i * 0.37));
    texts += (i > 0 ? ",\"t" : "\"t") + std::to_string(i % 41) + "\"";
  }
  const std::vector<Field> fields{{"n", arrow::float64(), numbers + "]"}, {"t", arrow::utf8(), texts + "]"}};
  write(fields);
  const Words expected = words_of(file_);
  ASSERT_EQ(expected[0].size(), 3000U);
  for (const auto compression : {arrow::Compression::UNCOMPRESSED, arrow::Compression::GZIP, arrow::Compression::ZSTD,
                                 arrow::Compression::LZ4, arrow::Compression::BROTLI, arrow::Compression::SNAPPY}) {
    write(fields, {.compression = compression, .rows_per_group = 700, .page_bytes = 512});
    for (const std::size_t block_bytes : {1U, 1000U, 100000U}) {
      std::size_t blocks = 0;
      EXPECT_EQ(words_of(file_, block_bytes, &blocks), expected);
      EXPECT_GE(blocks, block_bytes == 1 ? 3000U : 5U);
    }
  }
}

TEST_F(Parquet, RefusesATextLongerThanARowMayBe) {
  write({{"x", arrow::utf8(), "[\"a\", \"" + std::string(100, 'b') + "\"]"}});
  ReaderOptions options;
  options.max_row_bytes = 99;
  EXPECT_ERROR(words_of(*open_reader(file_, options)), ExitCode::bad_data, "data row 2, column 'x': a text of 100 bytes, longer than 99");
}

TEST_F(Parquet, NoticesThatTheFileChangedWhileItWasRead) {
  const auto change_after_first_block = [&](auto change) {
    write({{"x", arrow::int32(), "[1, 2, 3]"}});
    ParquetReader reader(file_);
    Block block;
    EXPECT_TRUE(reader.next(block));
    change();
    EXPECT_ERROR(reader.next(block), ExitCode::bad_data, "changed while it was being read");
  };
  change_after_first_block([&] { std::ofstream(file_, std::ios::app) << "x"; });
  change_after_first_block([&] { std::filesystem::last_write_time(file_, std::filesystem::file_time_type{}); });
  change_after_first_block([&] { std::filesystem::remove(file_); });
  change_after_first_block([&] {
    std::filesystem::copy_file(file_, folder_ / "copy");
    std::filesystem::rename(folder_ / "copy", file_);
  });
}

TEST_F(Parquet, RefusesATruncatedFileAtAnyLength) {
  write({{"x", arrow::int32(), "[1, 2, 3]"}, {"t", arrow::utf8(), R"(["a", "b", "c"])"}});
  for (auto size = std::filesystem::file_size(file_); size-- > 4;) {
    std::filesystem::resize_file(file_, size);
    EXPECT_ERROR(words_of(file_), ExitCode::bad_data, "damaged");
  }
}

TEST_F(Parquet, RefusesAnEncryptedFile) {
  overwrite(file_, "PARExxxxxxxxxxxxPARE");
  EXPECT_ERROR(open_reader(file_), ExitCode::bad_data, "looks like an encrypted Parquet file; decrypt it first");
}

// The footer has no checksum, so damage there may go unseen; what pages hold may not.
TEST_F(Parquet, SurvivesAnyFlippedByteAndNeverTakesADamagedPageForItsValues) {
  write({{"x", arrow::int64(), "[1, null, 3, 1000]"},
         {"t", arrow::dictionary(arrow::int32(), arrow::utf8()), R"(["ab", "cd", "ab", null])"},
         {"f", arrow::float64(), "[0.5, 1.5, null, 2.5]"},
         {"s", arrow::timestamp(arrow::TimeUnit::NANO), "[1000, 2000, 3000, null]"}},
        {.rows_per_group = 3});
  const Words expected = words_of(file_);
  std::size_t refused = 0, different = 0;
  const AddressSpaceLimit limit(std::size_t{6} << 30);
  with_each_flip(file_, 8, [&](std::size_t) {
    try {
      if (words_of(file_) != expected) ++different;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::bad_data) << error.what();
      ++refused;
    }
  });
  EXPECT_EQ(words_of(file_), expected);
  EXPECT_GT(refused, 100U);
  RecordProperty("different", static_cast<int>(different));
}

TEST_F(Parquet, FindsEveryFlippedBitInThePagesThatHaveChecksums) {
  const std::string text(400, 'x');
  write({{"t", arrow::utf8(), "[\"" + text + "\"]"}}, {.compression = arrow::Compression::UNCOMPRESSED});
  std::ifstream stream(file_, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  const std::size_t begin = bytes.find(text);
  ASSERT_NE(begin, std::string::npos);
  for (std::size_t at = begin; at < begin + text.size(); at += 7) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    overwrite(file_, damaged);
    EXPECT_ERROR(words_of(file_), ExitCode::bad_data, "CRC checksum verification failed");
  }
}

TEST(OpenReader, ChoosesByContentAndNotByName) {
  const Folder folder;
  overwrite(folder / "t.parquet", "a,b\n1,2\n");
  EXPECT_TRUE(open_reader(folder / "t.parquet")->types().empty());
  EXPECT_ERROR(open_reader(folder / "absent"), ExitCode::no_input, "cannot be read");
  EXPECT_ERROR(open_reader(folder.path()), ExitCode::no_input, "not a regular file");
}

}  // namespace
}  // namespace trainyard::source
